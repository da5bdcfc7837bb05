using Microsoft.Extensions.Options;

namespace ReinFlow.Algorithms;

/// <summary>Checks options that come without having been validated on their way.</summary>
internal static class OptionsGuard
{
    /// <summary>Throws if options break a rule.</summary>
    /// <typeparam name="T">The type of the options.</typeparam>
    /// <param name="validator">Knows the rules.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static void Require<T>(IValidateOptions<T> validator, T options)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(options);
        ValidateOptionsResult result = validator.Validate(null, options);
        if (result.Failed)
        {
            throw new ArgumentException(result.FailureMessage, nameof(options));
        }
    }
}

using Microsoft.Extensions.Options;

namespace ReinFlow;

/// <summary>Refuses options that their validator refuses.</summary>
/// <remarks>Every package that takes options compiles it in, so that none has to publish it.</remarks>
internal static class OptionsGuard
{
    /// <summary>Throws unless the options are valid.</summary>
    /// <typeparam name="TOptions">The type of the options.</typeparam>
    /// <param name="options">The options.</param>
    /// <param name="validator">Their validator.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">A value is out of its range or contradicts another one.</exception>
    public static TOptions Require<TOptions>(TOptions options, IValidateOptions<TOptions> validator)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(options);
        ValidateOptionsResult result = validator.Validate(null, options);
        return result.Failed ? throw new ArgumentException(result.FailureMessage, nameof(options)) : options;
    }
}

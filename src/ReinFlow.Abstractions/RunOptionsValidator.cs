using Microsoft.Extensions.Options;

namespace ReinFlow;

/// <summary>Lets a validator of options say in which run they are refused.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <typeparam name="TValidator">Their validator.</typeparam>
internal sealed class RunOptionsValidator<TOptions, TValidator> : IValidateOptions<TOptions>
    where TOptions : class
    where TValidator : class, IValidateOptions<TOptions>, new()
{
    private readonly TValidator _validator = new();

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        // Without a name generated validators call a property by the type of its options, which says where to look.
        ValidateOptionsResult result = _validator.Validate(null, options);
        return !result.Failed || string.IsNullOrEmpty(name) ? result
            : ValidateOptionsResult.Fail((result.Failures ?? [result.FailureMessage!]).Select(failure => $"Run '{name}': {Place(failure)}"));
    }

    /// <summary>Says the type of the options where the message does not.</summary>
    private static string Place(string failure)
    {
        string type = typeof(TOptions).Name;
        return failure.StartsWith(type + ".", StringComparison.Ordinal) ? failure : $"{type}: {failure}";
    }
}

using Microsoft.Extensions.Options;

namespace ReinFlow.Algorithms;

/// <summary>Validates <see cref="DppoOptions"/>: ranges from the attributes, then the rules that span properties.</summary>
public sealed class DppoOptionsValidator : IValidateOptions<DppoOptions>
{
    private readonly DppoOptionsRangeValidator _ranges = new();

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DppoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        ValidateOptionsResult result = _ranges.Validate(name, options);
        if (result.Succeeded)
        {
            OnPolicyRules.Check(options, string.IsNullOrEmpty(name) ? nameof(DppoOptions) : name, failures);
        }

        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : result;
    }
}

using Microsoft.Extensions.Options;

namespace ReinFlow.Algorithms;

/// <summary>Validates <see cref="ReinFlowOptions"/>: ranges from the attributes, then the rules that span properties.</summary>
public sealed class ReinFlowOptionsValidator : IValidateOptions<ReinFlowOptions>
{
    private readonly ReinFlowOptionsRangeValidator _ranges = new();

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ReinFlowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        ValidateOptionsResult ranges = _ranges.Validate(name, options);
        if (ranges.Failed)
        {
            return ranges;
        }

        string path = string.IsNullOrEmpty(name) ? nameof(ReinFlowOptions) : name;
        var failures = new List<string>();
        if (options.MinimumLogDensity >= options.MaximumLogDensity)
        {
            failures.Add(
                $"{path}.{nameof(options.MinimumLogDensity)} ({options.MinimumLogDensity}) must be less than " +
                $"{nameof(options.MaximumLogDensity)} ({options.MaximumLogDensity}).");
        }

        OnPolicyRules.Check(options, path, failures);
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }
}

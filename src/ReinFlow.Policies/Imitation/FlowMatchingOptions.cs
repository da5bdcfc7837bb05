using System.ComponentModel.DataAnnotations;

namespace ReinFlow.Policies;

/// <summary>Configures flow matching.</summary>
public sealed record FlowMatchingOptions : IValidatableObject
{
    /// <summary>Gets or sets how flow times are drawn.</summary>
    /// <value>The default is <see cref="TimeSampling.Uniform"/>.</value>
    public TimeSampling TimeSampling { get; set; } = TimeSampling.Uniform;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    private IEnumerable<ValidationResult> Rules()
    {
        if (!Enum.IsDefined(TimeSampling))
        {
            yield return new ValidationResult(
                $"{nameof(TimeSampling)} ({TimeSampling}) must be one of {string.Join(", ", Enum.GetNames<TimeSampling>())}.",
                [nameof(TimeSampling)]);
        }
    }
}

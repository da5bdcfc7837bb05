using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace ReinFlow;

/// <summary>Limits a number of options, both limits included; the message names property, value and limit.</summary>
/// <remarks>It is a <see cref="RangeAttribute"/>, whose own message leaves the value out, so tools that know ranges know it.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LimitsAttribute : RangeAttribute
{
    /// <summary>Initializes a new instance of the <see cref="LimitsAttribute"/> class for whole numbers.</summary>
    /// <param name="minimum">The smallest value.</param>
    /// <param name="maximum">The largest value; <see cref="int.MaxValue"/> means that there is none.</param>
    public LimitsAttribute(int minimum, int maximum)
        : base(minimum, maximum)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="LimitsAttribute"/> class.</summary>
    /// <param name="minimum">The smallest value.</param>
    /// <param name="maximum">The largest value.</param>
    public LimitsAttribute(double minimum, double maximum)
        : base(minimum, maximum)
    {
    }

    /// <summary>Gets the limits in words, such as <c>between 0 and 1</c>.</summary>
    public string Words => Maximum is int.MaxValue ? $"at least {Text(Minimum)}" : $"between {Text(Minimum)} and {Text(Maximum)}";

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(validationContext);
        if (value is null)
        {
            return ValidationResult.Success;
        }

        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return number >= Number(Minimum) && number <= Number(Maximum)
            ? ValidationResult.Success
            : new ValidationResult($"{validationContext.DisplayName} ({Text(value)}) must be {Words}.");
    }

    private static double Number(object limit) => Convert.ToDouble(limit, CultureInfo.InvariantCulture);

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}

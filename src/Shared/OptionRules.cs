using System.ComponentModel.DataAnnotations;

namespace ReinFlow;

/// <summary>Names what breaks a rule as the attributes of options do: with the path of the property.</summary>
/// <remarks>Every package that has such rules compiles it in, so that none has to publish it.</remarks>
internal static class OptionRules
{
    // A generated validator calls the rules of options by their path and this name.
    private const string Rules = $".{nameof(IValidatableObject.Validate)}";

    /// <summary>Puts the path of the options in front of what is wrong with them.</summary>
    /// <param name="failures">What is wrong, each with the name of one property, with which the message may begin.</param>
    /// <param name="context">Where the options are.</param>
    /// <param name="section">The part of the options that the properties belong to, or <see langword="null"/> for the options themselves.</param>
    /// <returns>What is wrong, with paths.</returns>
    public static IEnumerable<ValidationResult> Under(this IEnumerable<ValidationResult> failures, ValidationContext context, string? section = null)
    {
        string path = context.DisplayName.EndsWith(Rules, StringComparison.Ordinal) ? context.DisplayName[..^Rules.Length] : context.DisplayName;
        path = section is null ? path : $"{path}.{section}";
        return failures.Select(failure =>
        {
            string property = failure.MemberNames.Single();
            string message = failure.ErrorMessage!;
            return new ValidationResult(message.StartsWith(property, StringComparison.Ordinal) ? $"{path}.{message}" : $"{path}.{property}: {message}");
        });
    }
}

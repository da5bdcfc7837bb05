using System.Text.Json;
using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;

namespace ReinFlow.Recipes;

/// <summary>Checks the values of a recipe before anything is allocated.</summary>
internal static class RecipeValidation
{
    public static void Check(Recipe recipe, string origin)
    {
        if (Mistakes(recipe) is { Length: > 0 } mistakes)
        {
            throw new RecipeException($"{origin} cannot be used: {string.Join(" ", mistakes)}");
        }
    }

    /// <summary>Lists what is wrong with a recipe.</summary>
    public static string[] Mistakes(Recipe recipe)
    {
        ValidateOptionsResult result = new RecipeValidator().Validate(null, recipe);
        if (result.Succeeded)
        {
            // Rules across several options; they presume that each one is within its limits.
            result = recipe.Dppo is { } dppo
                ? new DppoOptionsValidator().Validate($"{nameof(Recipe)}.{nameof(Recipe.Dppo)}", dppo)
                : new ReinFlowOptionsValidator().Validate($"{nameof(Recipe)}.{nameof(Recipe.Algorithm)}", recipe.Algorithm);
        }

        return result.Failed ? [.. result.Failures.Select(Readable)]
            : (SectionMistake(recipe) ?? RegularizerMistake(recipe)) is { } mistake ? [mistake]
            : [];
    }

    /// <summary>Names a property as a recipe does: <c>algorithm.discount</c>, not <c>Recipe.Algorithm.Discount</c>.</summary>
    private static string Readable(string failure)
    {
        const string Root = $"{nameof(Recipe)}.";
        if (!failure.StartsWith(Root, StringComparison.Ordinal))
        {
            return failure;
        }

        int end = failure.IndexOf(' ', StringComparison.Ordinal);
        IEnumerable<string> keys = failure[Root.Length..end].Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName);
        return string.Join('.', keys) + failure[end..];
    }

    /// <summary>Refuses to set an option of an algorithm that another one replaces.</summary>
    public static void CheckOverrides(Recipe recipe, string origin, IReadOnlyList<string> overrides)
    {
        if (Sections(recipe) is [(string section, string algorithm), ..] &&
            overrides.FirstOrDefault(text => text.TrimStart().StartsWith("algorithm.", StringComparison.Ordinal)) is { } ignored)
        {
            throw new RecipeException(
                $"'{ignored}' would change nothing: {origin} fine-tunes by {algorithm}. Set {section}.{ignored.Trim()["algorithm.".Length..]} instead.");
        }
    }

    /// <summary>The sections that take the place of <c>algorithm</c>.</summary>
    private static (string Section, string Algorithm)[] Sections(Recipe recipe) =>
    [
        .. recipe.Dppo is null ? [] : new[] { ("dppo", "DPPO") },
        .. recipe.Sac is null ? [] : new[] { ("sac", "SAC") },
        .. recipe.Rlpd is null ? [] : new[] { ("rlpd", "RLPD") },
        .. recipe.Fql is null ? [] : new[] { ("fql", "FQL") },
    ];

    private static string? SectionMistake(Recipe recipe)
    {
        (string Section, string Algorithm)[] sections = Sections(recipe);
        if (sections.Length > 1)
        {
            return $"{string.Join(" and ", sections.Select(item => item.Section))} are two algorithms. Keep one, and set the others to null.";
        }

        return KindMistake(recipe, sections, PolicyKind.SquashedGaussian, "squashed Gaussian policies", "sac", "rlpd")
            ?? KindMistake(recipe, sections, PolicyKind.OneStepFlow, "one-step policies", "fql");
    }

    /// <summary>Refuses a kind of policy without its algorithms, and those algorithms with another kind.</summary>
    private static string? KindMistake(
        Recipe recipe, (string Section, string Algorithm)[] chosen, PolicyKind kind, string policies, params string[] sections)
    {
        bool isKind = recipe.Policy.Kind == kind;
        (string Section, string Algorithm) match = Array.Find(chosen, item => sections.Contains(item.Section, StringComparer.Ordinal));
        bool isChosen = match.Section is not null;
        return isChosen == isKind ? null
            : isChosen ? $"{match.Algorithm} trains {policies}, but policy.kind is {recipe.Policy.Kind}. Set policy.kind={kind}."
            : $"{policies} learn by the section {string.Join(" or ", sections)}, but there is none. Add it.";
    }

    private static string? RegularizerMistake(Recipe recipe)
    {
        PolicyKind kind = recipe.Policy.Kind;
        bool isFlow = kind is PolicyKind.RectifiedFlow or PolicyKind.Shortcut;
        if (!isFlow && recipe.Regularizer is not null)
        {
            return $"the regularizer compares flow policies, but policy.kind is {kind}. Set regularizer=null.";
        }

        // Off-policy algorithms have no penalty. A diffusion policy has one, without options: the coefficient turns it on.
        float coefficient = recipe.OffPolicy() is null ? recipe.FineTuning().RegularizationCoefficient : 0f;
        if (coefficient <= 0 || recipe.Regularizer is not null || kind == PolicyKind.Diffusion)
        {
            return null;
        }

        string cure = isFlow ? "Set one, such as regularizer.start=Normal, or set the coefficient to 0." : "Set the coefficient to 0.";
        return $"{(recipe.Dppo is null ? "algorithm" : "dppo")}.regularizationCoefficient is {coefficient}, but there is no regularizer. {cure}";
    }
}

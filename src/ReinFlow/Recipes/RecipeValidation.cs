using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;

namespace ReinFlow.Recipes;

/// <summary>Checks the values of a recipe before anything is allocated.</summary>
internal static class RecipeValidation
{
    public static void Check(Recipe recipe, string origin)
    {
        ValidateOptionsResult result = new RecipeValidator().Validate(null, recipe);
        if (result.Succeeded)
        {
            // Rules across several options; they presume that each one is within its limits.
            result = recipe.Dppo is { } dppo
                ? new DppoOptionsValidator().Validate(null, dppo)
                : new ReinFlowOptionsValidator().Validate(null, recipe.Algorithm);
        }

        if (result.Failed)
        {
            throw new RecipeException($"{origin} cannot be used: {string.Join(" ", result.Failures)}");
        }

        if (RegularizerMistake(recipe) is { } mistake)
        {
            throw new RecipeException($"{origin} cannot be used: {mistake}");
        }
    }

    private static string? RegularizerMistake(Recipe recipe)
    {
        PolicyKind kind = recipe.Policy.Kind;
        bool isFlow = kind is PolicyKind.RectifiedFlow or PolicyKind.Shortcut;
        if (!isFlow && recipe.Regularizer is not null)
        {
            return $"the regularizer compares flow policies, but policy.kind is {kind}. Set regularizer=null.";
        }

        // A diffusion policy has one penalty, without options: the coefficient turns it on.
        float coefficient = recipe.FineTuning().RegularizationCoefficient;
        if (coefficient <= 0 || recipe.Regularizer is not null || kind == PolicyKind.Diffusion)
        {
            return null;
        }

        string cure = isFlow ? "Set one, such as regularizer.start=Normal, or set the coefficient to 0." : "Set the coefficient to 0.";
        return $"{(recipe.Dppo is null ? "algorithm" : "dppo")}.regularizationCoefficient is {coefficient}, but there is no regularizer. {cure}";
    }
}

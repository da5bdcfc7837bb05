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

        string section = recipe.Dppo is null ? "algorithm" : "dppo";
        float coefficient = recipe.FineTuning().RegularizationCoefficient;
        if (coefficient > 0 && recipe.Regularizer is null)
        {
            throw new RecipeException(
                $"{origin} cannot be used: {section}.regularizationCoefficient is {coefficient}, but there is no " +
                "regularizer. Set one, such as regularizer.start=Normal, or set the coefficient to 0.");
        }

        if (recipe is { Policy.Kind: not (PolicyKind.RectifiedFlow or PolicyKind.Shortcut), Regularizer: not null })
        {
            throw new RecipeException($"{origin} cannot be used: the regularizer compares flow policies, but policy.kind is {recipe.Policy.Kind}. Set regularizer=null.");
        }
    }
}

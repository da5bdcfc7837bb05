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
            result = new ReinFlowOptionsValidator().Validate(null, recipe.Algorithm);
        }

        if (result.Failed)
        {
            throw new RecipeException($"{origin} cannot be used: {string.Join(" ", result.Failures)}");
        }

        if (recipe.Algorithm.RegularizationCoefficient > 0 && recipe.Regularizer is null)
        {
            throw new RecipeException(
                $"{origin} cannot be used: algorithm.regularizationCoefficient is {recipe.Algorithm.RegularizationCoefficient}, but there is no " +
                "regularizer. Set one, such as regularizer.start=Normal, or set the coefficient to 0.");
        }
    }
}

using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;

namespace ReinFlow.Recipes;

/// <summary>Checks the values of a recipe before anything is allocated.</summary>
internal static class RecipeValidation
{
    public static void Check(Recipe recipe, string origin)
    {
        ValidateOptionsResult[] results =
        [
            new RecipeValidator().Validate(null, recipe),
            new ReinFlowOptionsValidator().Validate(null, recipe.Algorithm),
        ];
        string[] failures = [.. results.Where(result => result.Failed).SelectMany(result => result.Failures!).Distinct(StringComparer.Ordinal)];
        if (failures.Length > 0)
        {
            throw new RecipeException($"{origin} cannot be used: {string.Join(" ", failures)}");
        }
    }
}

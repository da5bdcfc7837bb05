using Microsoft.Extensions.Options;

namespace ReinFlow.Recipes;

/// <summary>Validates the recipe of a run composed by services, after whatever code and configuration changed of it.</summary>
internal sealed class RunRecipeValidator : IValidateOptions<Recipe>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, Recipe options)
    {
        string[] mistakes = RecipeValidation.Mistakes(options);
        return mistakes.Length > 0 ? ValidateOptionsResult.Fail(mistakes) : ValidateOptionsResult.Success;
    }
}

using Microsoft.Extensions.Options;

namespace ReinFlow.Recipes;

/// <summary>Validates <see cref="Recipe"/> with all its sections.</summary>
[OptionsValidator]
internal sealed partial class RecipeValidator : IValidateOptions<Recipe>
{
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ReinFlow.Recipes;

/// <summary>Starts the options of a run from the recipe that it uses; what code configures comes on top.</summary>
internal sealed class RecipeOptionsFactory(
    IServiceProvider services,
    IEnumerable<IConfigureOptions<Recipe>> setups,
    IEnumerable<IPostConfigureOptions<Recipe>> postConfigures,
    IEnumerable<IValidateOptions<Recipe>> validations) : OptionsFactory<Recipe>(setups, postConfigures, validations)
{
    /// <inheritdoc/>
    protected override Recipe CreateInstance(string name) => services.GetKeyedService<RecipeSource>(name)?.Load() ?? new Recipe();
}

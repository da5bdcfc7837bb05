using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;
using ReinFlow.Catalog;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Hosting;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow;

/// <summary>Composes a fine-tuning run from a recipe: one that comes with the package, a file, or a section of the configuration.</summary>
/// <remarks>
/// The recipe of a run is an option like others: named by the run, changed by <c>services.Configure&lt;Recipe&gt;(run, …)</c>, checked when the host
/// starts. The run does what <c>reinflow finetune</c> does with the recipe, to the bit.
/// </remarks>
public static class RecipeFineTuningBuilderExtensions
{
    private static readonly ComponentDescriptor Descriptor =
        new(ComponentKind.FineTuner, "recipe", typeof(Recipe), "A whole run as a recipe describes it.");

    /// <summary>Does what a recipe describes, from the policy that <c>StartFrom</c> names, or from random parameters.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="nameOrPath">A name of <see cref="RecipeCatalog.Names"/>, or the path of a file.</param>
    /// <param name="configure">Changes values of the recipe, or <see langword="null"/>.</param>
    /// <returns>The same builder. An environment of the application's own comes with <c>UseEnvironment</c>, as many as the recipe says.</returns>
    /// <exception cref="RecipeException">There is no such recipe.</exception>
    public static IFineTuningBuilder UseRecipe(this IFineTuningBuilder builder, string nameOrPath, Action<Recipe>? configure = null)
    {
        RecipeCatalog.Load(nameOrPath);
        return builder.UseRecipe(new RecipeSource(() => RecipeCatalog.Load(nameOrPath)), configure);
    }

    /// <summary>Does what a section of the configuration describes; its keys are those of a recipe file, such as <c>BasedOn</c> and <c>Algorithm:Iterations</c>.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configuration">The section.</param>
    /// <param name="configure">Changes values of the recipe after the configuration, or <see langword="null"/>.</param>
    /// <returns>The same builder. An environment of the application's own comes with <c>UseEnvironment</c>, as many as the recipe says.</returns>
    /// <exception cref="RecipeException">A key of the section is unknown, or a value does not fit.</exception>
    public static IFineTuningBuilder UseRecipe(this IFineTuningBuilder builder, IConfiguration configuration, Action<Recipe>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);
        string place = configuration is IConfigurationSection section ? $"the configuration section '{section.Path}'" : "the configuration";
        return builder.UseRecipe(new RecipeSource(() => RecipeConfiguration.Read(configuration, $"Run '{builder.Name}': {place}")), configure);
    }

    private static IFineTuningBuilder UseRecipe(this IFineTuningBuilder builder, RecipeSource source, Action<Recipe>? configure)
    {
        builder.UseComponent<IFineTuner, Recipe, RunRecipeValidator>(Descriptor, configure, (services, key, recipe) => Create(services, builder.Name, recipe));
        builder.Services.AddKeyedSingleton(builder.Name, source);
        builder.Services.TryAddTransient<IOptionsFactory<Recipe>, RecipeOptionsFactory>();
        return builder;
    }

    private static FineTuningRun Create(IServiceProvider services, string run, Recipe recipe)
    {
        CpuEngine engine = services.GetRequiredService<TensorEngine>() as CpuEngine ?? throw new InvalidOperationException(
            $"Run '{run}' is a recipe, and recipes run on {nameof(CpuEngine)}. Register it as {nameof(TensorEngine)}, or compose the run of its parts.");
        IPolicyStart? start = services.GetKeyedService<IPolicyStart>(run);
        if (start is not (null or PolicyFile))
        {
            throw new InvalidOperationException($"Run '{run}' is a recipe and starts from a saved policy. Name it by StartFrom(path), not by an {nameof(IPolicyStart)}.");
        }

        RunFiles? files = services.GetKeyedService<RunFiles>(run);
        if (files is null && services.GetKeyedService<IFineTuningCheckpoints>(run) is not null)
        {
            throw new InvalidOperationException($"Run '{run}' is a recipe and keeps its checkpoints with its other files. Say KeepRun(folder), not KeepCheckpoints.");
        }

        ILogger<OnPolicyTrainer>? logger = services.GetService<ILogger<OnPolicyTrainer>>();
        Func<IEnvironment>? environment = services.GetKeyedService<Func<IEnvironment>>(run);
        if (files is { GoesOn: true })
        {
            return FineTuningRun.Resume(files.Open(recipe), engine, logger, environment);
        }

        if (start is null && recipe.OffPolicy() is null && recipe.Policy.Kind != PolicyKind.Gaussian)
        {
            logger?.StartsFromScratch(run);
        }

        PolicyFile? policy = (start as PolicyFile)?.WithNormalizationOf(recipe);
        return new FineTuningRun(recipe, engine, policy, files?.Create(recipe, policy), logger, environment);
    }
}

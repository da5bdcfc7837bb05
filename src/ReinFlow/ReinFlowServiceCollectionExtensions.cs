using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ReinFlow;
using ReinFlow.Algorithms;
using ReinFlow.Catalog;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds ReinFlow to a service collection.</summary>
public static class ReinFlowServiceCollectionExtensions
{
    /// <summary>Adds the services that all runs share: the CPU engine, and networks for runs that choose none. Calling it again changes nothing.</summary>
    /// <param name="services">The services.</param>
    /// <returns>A builder for the runs.</returns>
    public static IReinFlowBuilder AddReinFlow(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddLogging();
        services.AddOptions();
        services.AddMetrics();
        services.TryAddSingleton<FineTuningMetrics>();
        foreach (ComponentDescriptor component in ComponentCatalog.BuiltIn.Where(
            component => !services.Any(service => !service.IsKeyedService && Equals(service.ImplementationInstance, component))))
        {
            services.AddSingleton(component);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<CriticEnsembleOptions>, CriticDefaults>());
        services.TryAddSingleton<TensorEngine>(_ => new CpuEngine());
        services.TryAddKeyedSingleton<IValueFunction>(KeyedService.AnyKey, (provider, key) =>
        {
            IVectorEnvironmentFactory environments = provider.GetRequiredEnvironments(key);
            return new StateValueFunction(ObservationSize(environments), new PerceptronOptions());
        });
        services.TryAddKeyedSingleton<IReparameterizedPolicy>(KeyedService.AnyKey, (provider, key) =>
        {
            IVectorEnvironmentFactory environments = provider.GetRequiredEnvironments(key);
            bool hasRanges = (provider.GetKeyedService<Normalization>(key) ?? provider.GetKeyedService<IPolicyStart>(key)?.Normalization) is not null;
            return new SquashedGaussianPolicy(
                new ActionChunkSpec(1, 1, environments.Spec.ActionDimension),
                ObservationSize(environments),
                new SquashedGaussianHeadOptions { ActionLimit = hasRanges ? 1f : Limit(environments.Spec) });
        });
        services.TryAddKeyedSingleton<IActionValueFunction>(KeyedService.AnyKey, (provider, key) =>
        {
            ActionChunkSpec chunk = provider.GetKeyedService<IOneStepPolicy>(key)?.ActionChunk
                ?? provider.GetRequiredKeyedService<IReparameterizedPolicy>(key).ActionChunk;
            return new CriticEnsemble(
                ObservationSize(provider.GetRequiredEnvironments(key)),
                chunk.ExecutedSteps * chunk.ActionDimension,
                CriticDefaults.For(provider.GetKeyedService<OffPolicyOptions>(key)));
        });
        return new ReinFlowBuilder(services);
    }

    /// <summary>Adds a named fine-tuning run, resolved as a keyed <see cref="ReinFlow.FineTuning.IFineTuner"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name of the run.</param>
    /// <returns>A builder for the parts of the run.</returns>
    public static IFineTuningBuilder AddFineTuning(this IReinFlowBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        return new FineTuningBuilder(name, builder.Services);
    }

    /// <summary>Starts the run from a saved policy.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="path">A checkpoint folder, a run folder, or a safetensors or PyTorch file.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder StartFrom(this IFineTuningBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        builder.Services.AddKeyedSingleton<IPolicyStart>(builder.Name, (_, _) => PolicyFile.Load(path));
        return builder;
    }

    /// <summary>Keeps the files of the run in a folder: recipe, <c>progress.csv</c>, checkpoints, and the batch on which it diverged, should it.</summary>
    /// <remarks>The folder is made when the run is resolved. It is what the command calls a run, and loads and resumes as one.</remarks>
    /// <param name="builder">The run being composed.</param>
    /// <param name="folder">The folder; it must not exist yet unless the run goes on.</param>
    /// <param name="resume">Whether the run goes on from its last checkpoint where the folder exists, as a service wants that is started again.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder KeepRun(this IFineTuningBuilder builder, string folder, bool resume = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);

        var files = new RunFiles(builder.Name, folder, resume);
        builder.Services.AddKeyedSingleton(builder.Name, files);
        builder.Services.AddKeyedSingleton(builder.Name, (provider, _) => ComposedRunFiles.Create(provider, files));
        builder.Services.AddKeyedSingleton<IFineTuningCheckpoints>(builder.Name, (provider, key) => provider.GetRequiredKeyedService<ComposedRunFiles>(key).Checkpoints);
        builder.Services.AddKeyedSingleton(builder.Name, (provider, key) => provider.GetRequiredKeyedService<ComposedRunFiles>(key).Storage);

        // A run of a recipe writes its own.
        return builder.UseSink(provider => provider.GetKeyedService<RecipeSource>(builder.Name) is null
            ? provider.GetRequiredKeyedService<ComposedRunFiles>(builder.Name).Progress
            : NoProgress.Instance);
    }

    /// <summary>Keeps the checkpoints of the run in a folder: <c>last</c>, <c>best</c> and numbered ones, with the ranges of the policy it started from.</summary>
    /// <remarks>A checkpoint describes its policy where that is one of this package, so that it loads by its path alone.</remarks>
    /// <param name="builder">The run being composed.</param>
    /// <param name="folder">The folder; it is created if necessary.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder KeepCheckpoints(this IFineTuningBuilder builder, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);

        builder.Services.AddKeyedSingleton<IFineTuningCheckpoints>(builder.Name, (provider, _) => ComposedRunFiles.KeepIn(
            provider, builder.Name, folder, new ComposedRecipe(provider, builder.Name).Describe()));
        return builder;
    }

    private static int ObservationSize(IVectorEnvironmentFactory environments) =>
        environments.ObservationHistory * environments.Spec.ObservationDimension;

    /// <remarks>Without ranges an action goes to the environment as it is.</remarks>
    private static float Limit(EnvironmentSpec spec) =>
        float.IsFinite(spec.ActionMaximum) && spec.ActionMinimum.Equals(-spec.ActionMaximum) ? spec.ActionMaximum : 1f;

    private sealed record ReinFlowBuilder(IServiceCollection Services) : IReinFlowBuilder;

    private sealed record FineTuningBuilder(string Name, IServiceCollection Services) : IFineTuningBuilder;
}

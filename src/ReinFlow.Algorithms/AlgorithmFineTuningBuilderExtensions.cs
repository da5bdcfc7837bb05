using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;
using ReinFlow.Catalog;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow;

/// <summary>Chooses the algorithm of a fine-tuning run.</summary>
public static class AlgorithmFineTuningBuilderExtensions
{
    private static readonly ComponentDescriptor ReinFlow =
        new(ComponentKind.FineTuner, "reinflow", typeof(ReinFlowOptions), "PPO on the denoising chain of a flow with injected noise.");

    private static readonly ComponentDescriptor Dppo =
        new(ComponentKind.FineTuner, "dppo", typeof(DppoOptions), "PPO on every denoising step of a chain, each with its own ratio and clip range.");

    /// <summary>Gets the on-policy algorithms of this package.</summary>
    public static IReadOnlyList<ComponentDescriptor> Components { get; } = [ReinFlow, Dppo];

    /// <summary>Fine-tunes with ReinFlow.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the algorithm, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseReinFlow(this IFineTuningBuilder builder, Action<ReinFlowOptions>? configure = null) =>
        builder.UseOnPolicy<ReinFlowOptions, ReinFlowOptionsValidator>(ReinFlow, configure, (options, _) => new PpoChainObjective(options));

    /// <summary>Fine-tunes with DPPO.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the algorithm, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseDppo(this IFineTuningBuilder builder, Action<DppoOptions>? configure = null) =>
        builder.UseOnPolicy<DppoOptions, DppoOptionsValidator>(Dppo, configure, (options, policy) => new DppoObjective(options, policy.DenoisingSteps));

    /// <summary>Fine-tunes with an on-policy algorithm, of this package or of the application: an objective of the one trainer.</summary>
    /// <typeparam name="TOptions">The options of the algorithm.</typeparam>
    /// <typeparam name="TValidator">Their validator.</typeparam>
    /// <param name="builder">The run being composed.</param>
    /// <param name="descriptor">The catalog entry of the algorithm.</param>
    /// <param name="configure">Configures the algorithm, or <see langword="null"/> for the defaults.</param>
    /// <param name="objective">Makes the objective of a policy.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseOnPolicy<TOptions, TValidator>(
        this IFineTuningBuilder builder,
        ComponentDescriptor descriptor,
        Action<TOptions>? configure,
        Func<TOptions, IChainPolicy, IChainObjective> objective)
        where TOptions : OnPolicyOptions, new()
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        ArgumentNullException.ThrowIfNull(objective);
        builder.UseComponent<IFineTuner, TOptions, TValidator>(
            descriptor, configure, (services, key, options) => Run(services, key, options, policy => objective(options, policy)));
        builder.Services.AddKeyedSingleton<OnPolicyOptions>(
            builder.Name, (services, _) => services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(builder.Name));
        return builder;
    }

    private static OnPolicyRun Run(
        IServiceProvider services, object? key, OnPolicyOptions options, Func<IChainPolicy, IChainObjective> objective)
    {
        IVectorEnvironmentFactory environments = services.GetRequiredEnvironments(key);
        IChainPolicy policy = services.GetRequiredPart<IChainPolicy>(
            key, "Add a flow (UseRectifiedFlow, UseShortcut) and its noise (UseLearnedNoise, UseNoise, UseStochasticSampler), or UseDiffusion or UseGaussian.");

        // A run that lacks a part leaves no folder behind.
        RunStorage? storage = services.GetKeyedService<RunStorage>(key);
        var parts = new OnPolicyParts(policy, services.GetRequiredKeyedService<IValueFunction>(key), environments)
        {
            Start = services.GetKeyedService<IPolicyStart>(key),
            Normalization = services.GetKeyedService<Normalization>(key),
            Regularizer = services.GetKeyedService<IPolicyRegularizer>(key),
            Checkpoints = services.GetKeyedService<IFineTuningCheckpoints>(key),
            DumpDirectory = storage?.Folder,
        };
        var run = new OnPolicyRun(
            services.GetRequiredService<TensorEngine>(), parts, options, objective(policy), services.GetService<ILogger<OnPolicyTrainer>>());
        if (storage?.Resume is { } checkpoint)
        {
            run.Restore(checkpoint);
        }

        return run;
    }
}

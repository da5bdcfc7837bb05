using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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
        builder.UseComponent<IFineTuner, ReinFlowOptions, ReinFlowOptionsValidator>(
            ReinFlow,
            configure,
            (services, key, options) => Run(services, key, options, _ => new PpoChainObjective(options)));

    /// <summary>Fine-tunes with DPPO.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the algorithm, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseDppo(this IFineTuningBuilder builder, Action<DppoOptions>? configure = null) =>
        builder.UseComponent<IFineTuner, DppoOptions, DppoOptionsValidator>(
            Dppo,
            configure,
            (services, key, options) => Run(services, key, options, policy => new DppoObjective(options, policy.DenoisingSteps)));

    private static OnPolicyRun Run(
        IServiceProvider services, object? key, OnPolicyOptions options, Func<IChainPolicy, IChainObjective> objective)
    {
        IChainPolicy policy = services.GetRequiredKeyedService<IChainPolicy>(key);
        var parts = new OnPolicyParts(
            policy,
            services.GetRequiredKeyedService<IValueFunction>(key),
            services.GetRequiredKeyedService<IVectorEnvironmentFactory>(key))
        {
            Start = services.GetKeyedService<IPolicyStart>(key),
            Regularizer = services.GetKeyedService<IPolicyRegularizer>(key),
            Checkpoints = services.GetKeyedService<IFineTuningCheckpoints>(key),
            DumpDirectory = services.GetKeyedService<DivergenceDump>(key)?.Folder,
        };
        return new OnPolicyRun(
            services.GetRequiredService<TensorEngine>(), parts, options, objective(policy), services.GetService<ILogger<OnPolicyTrainer>>());
    }
}

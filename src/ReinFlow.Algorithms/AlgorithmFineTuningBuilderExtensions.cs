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

    /// <summary>Fine-tunes with ReinFlow.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the algorithm, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseReinFlow(this IFineTuningBuilder builder, Action<ReinFlowOptions>? configure = null) =>
        builder.UseComponent<IFineTuner, ReinFlowOptions, ReinFlowOptionsValidator>(
            ReinFlow,
            configure,
            (services, key, options) => new OnPolicyRun(
                services.GetRequiredService<TensorEngine>(),
                new OnPolicyParts(
                    services.GetRequiredKeyedService<IChainPolicy>(key),
                    services.GetRequiredKeyedService<IValueFunction>(key),
                    services.GetRequiredKeyedService<IVectorEnvironmentFactory>(key))
                {
                    Start = services.GetKeyedService<IPolicyStart>(key),
                    Regularizer = services.GetKeyedService<IPolicyRegularizer>(key),
                    Checkpoints = services.GetKeyedService<IFineTuningCheckpoints>(key),
                },
                options,
                services.GetService<ILogger<OnPolicyTrainer>>()));
}

using Microsoft.Extensions.Options;
using ReinFlow;
using ReinFlow.Catalog;
using ReinFlow.Environments;
using ReinFlow.Policies;

namespace CustomPolicy;

/// <summary>Options of the policy: the run's name is theirs, so several runs can have different ones.</summary>
internal sealed record SteeringOptions
{
    [Limits(1, 4096)]
    public int HiddenUnits { get; set; } = 32;

    [Limits(0.001, 10.0)]
    public float StandardDeviation { get; set; } = 0.5f;
}

/// <summary>Written by the compiler from the attributes; no reflection.</summary>
[OptionsValidator]
internal sealed partial class SteeringOptionsValidator : IValidateOptions<SteeringOptions>;

/// <summary>What an application calls. It uses the one public method with which the library's own <c>Use…</c> are written.</summary>
internal static class SteeringExtensions
{
    private static readonly ComponentDescriptor Steering =
        new(ComponentKind.Policy, "steering", typeof(SteeringOptions), "A small network and fixed noise.");

    public static IFineTuningBuilder UseMyPolicy(this IFineTuningBuilder builder, Action<SteeringOptions>? configure = null) =>
        builder.UseComponent<IChainPolicy, SteeringOptions, SteeringOptionsValidator>(Steering, configure, (services, run, options) =>
        {
            // Other parts of the run are keyed by its name.
            IVectorEnvironmentFactory environments = services.GetRequiredEnvironments(run);
            var chunk = new ActionChunkSpec(Horizon: 4, ExecutedSteps: 4, environments.Spec.ActionDimension);
            return new SteeringPolicy(chunk, environments.ObservationHistory * environments.Spec.ObservationDimension, options);
        });
}

using Microsoft.Extensions.DependencyInjection;
using ReinFlow.Algorithms;
using ReinFlow.FineTuning;

namespace ReinFlow.Tests.Support;

/// <summary>Runs on Avoiding that take fractions of a second.</summary>
internal static class SmallRuns
{
    public const int Iterations = 2;

    /// <summary>Values of recipes that take as little.</summary>
    public static readonly string[] Recipe =
    [
        "environment.count=4",
        "policy.network.head.hiddenLayers=[16,16,16]",
        "policy.critic.hiddenLayers=[16]",
        "demonstrations.scriptedEpisodes=5",
        "pretraining.epochs=1",
        "regularizer=null",
        "algorithm.regularizationCoefficient=0",
        "algorithm.iterations=2",
        "algorithm.decisions=8",
        "algorithm.epochs=2",
        "algorithm.minibatchSize=32",
        "algorithm.evaluationEvery=0",
    ];

    public static IFineTuningBuilder Add(IServiceCollection services, string name = "run", Action<ReinFlowOptions>? configure = null) =>
        services.AddReinFlow().AddFineTuning(name)
            .UseAvoiding(environments => environments.Count = 2)
            .UseRectifiedFlow(policy => policy.Network.Head.HiddenLayers = [16, 16, 16])
            .UseLearnedNoise(noise => noise.HiddenLayers = [8])
            .UseReinFlow(options =>
            {
                (options.Iterations, options.Decisions, options.PassesPerEpoch, options.MinibatchSize) = (Iterations, 8, 1, 16);
                (options.EvaluationEpisodes, options.EvaluationDecisions) = (4, 50);
                configure?.Invoke(options);
            });

    public static async Task<FineTuningReport> Run(IServiceCollection services, string name = "run", IProgress<FineTuningProgress>? progress = null)
    {
        await using ServiceProvider provider = services.BuildServiceProvider();
        return await provider.GetRequiredKeyedService<IFineTuner>(name).FineTuneAsync(progress);
    }
}

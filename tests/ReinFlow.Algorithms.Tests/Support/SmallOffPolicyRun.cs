using Microsoft.Extensions.Logging;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>A small off-policy run with real networks: seconds on one core.</summary>
internal sealed class SmallOffPolicyRun : IDisposable
{
    public SmallOffPolicyRun(
        int threads = 2, SoftActorCriticOptions? options = null, int members = 2, int environments = 4, ActivationKind activation = ActivationKind.ReLU)
    {
        Options = options ?? Sac();
        Engine = new CpuEngine(new CpuEngineOptions { Threads = threads });
        var chunk = new ActionChunkSpec(Horizon: 1, ExecutedSteps: 1, ActionDimension: 2);
        var layers = new PerceptronOptions { HiddenLayers = [64, 64], Activation = activation, Residual = false };
        Parts = new SoftActorCriticParts(
            new SquashedGaussianPolicy(chunk, 2, new SquashedGaussianHeadOptions { Network = layers }),
            new CriticEnsemble(2, chunk.Size, new CriticEnsembleOptions { HiddenLayers = [64, 64], Activation = activation, Members = members }));
        Algorithm = new SoftActorCritic(Engine, Parts, Options, new RandomSource(3));
        Environment = new TargetEnvironment(environments, 1);
        EvaluationEnvironment = new TargetEnvironment(environments, 1);
        Setup = new OffPolicySetup(Engine, Algorithm, Environment, EvaluationEnvironment);
    }

    public CpuEngine Engine { get; }

    public SoftActorCriticParts Parts { get; }

    public SoftActorCritic Algorithm { get; }

    public TargetEnvironment Environment { get; }

    public TargetEnvironment EvaluationEnvironment { get; }

    public OffPolicySetup Setup { get; set; }

    public SoftActorCriticOptions Options { get; }

    public static SacOptions Sac() => new()
    {
        Decisions = 60,
        WarmupDecisions = 20,
        IterationLength = 30,
        BatchSize = 64,
        EvaluationEvery = 1,
        EvaluationEpisodes = 8,
        EvaluationDecisions = 50,
    };

    public TransitionShape Shape => new(1, 2, Parts.Actor.ActionChunk.ExecutedSteps, 2);

    public OffPolicyTrainer CreateTrainer(ILogger? logger = null) => new(Setup, Options, logger);

    /// <summary>Looks at every batch before the algorithm learns from it.</summary>
    public void Watch(Action<TransitionBatch, OffPolicyStep> watch) => Setup = Setup with { Algorithm = new WatchedAlgorithm(Algorithm, watch) };

    /// <summary>Gives the run offline data, which the rewards tell from collected transitions.</summary>
    public void AddOfflineData(int count) => Setup = Setup with { OfflineData = new Transitions.Offline(count, Shape) };

    public static int OfflineRows(TransitionBatch batch) => batch.Rewards.Count(reward => reward < -500f);

    public float[] Values() => [.. Algorithm.Parts.SelectMany(part => part.Parameters.Values.ToArray())];

    public void Dispose()
    {
        Algorithm.Dispose();
        Environment.Dispose();
        EvaluationEnvironment.Dispose();
        Engine.Dispose();
    }
}

using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>A small fine-tuning run with real networks: seconds on one core.</summary>
internal sealed class SmallRun : IDisposable
{
    public SmallRun(int threads = 2, Func<IChainPolicy, IChainPolicy>? wrap = null, int environments = 14)
    {
        Engine = new CpuEngine(new CpuEngineOptions { Threads = threads });
        var chunk = new ActionChunkSpec(Horizon: 2, ExecutedSteps: 2, ActionDimension: 2);
        var layers = new PerceptronOptions { HiddenLayers = [32, 32, 32], Activation = ActivationKind.ReLU };
        var flow = new RectifiedFlowPolicy(chunk, 2, new FlowNetworkOptions { Head = layers });
        var noise = new LearnedNoiseNet(flow, 2, new NoiseNetOptions { HiddenLayers = [16], Schedule = NoiseSchedule.LearnDecay });
        var policy = new NoisyFlowPolicy(flow, noise, new NoisyFlowOptions { DenoisingSteps = 2 });
        var critic = new StateValueFunction(2, new PerceptronOptions { HiddenLayers = [32, 32, 32] });
        PolicyParameters = new ParameterStore(Engine, policy.Network, new RandomSource(5));
        CriticParameters = new ParameterStore(Engine, critic.Network, new RandomSource(6));
        Environment = new TargetEnvironment(environments, chunk.ExecutedSteps);
        EvaluationEnvironment = new TargetEnvironment(environments, chunk.ExecutedSteps);
        Setup = new OnPolicySetup(
            new OnPolicyModel(wrap?.Invoke(policy) ?? policy, PolicyParameters, critic, CriticParameters),
            Environment,
            EvaluationEnvironment);
    }

    public CpuEngine Engine { get; }

    public ParameterStore PolicyParameters { get; }

    public ParameterStore CriticParameters { get; }

    public TargetEnvironment Environment { get; }

    public TargetEnvironment EvaluationEnvironment { get; }

    public OnPolicySetup Setup { get; set; }

    public ReinFlowOptions Options { get; set; } = new()
    {
        Iterations = 3,
        Decisions = 12,
        Epochs = 2,
        PassesPerEpoch = 3,
        MinibatchSize = 200,
        EvaluationEvery = 2,
        EvaluationEpisodes = 14,
        PolicyLearningRate = new CosineWarmupSchedule { Maximum = 1e-3, Minimum = 1e-3 },
        CriticLearningRate = new CosineWarmupSchedule { Maximum = 3e-3, Minimum = 3e-3 },
    };

    public OnPolicyTrainer CreateTrainer() => OnPolicyTrainer.ReinFlow(Setup, Options);

    public void Dispose()
    {
        PolicyParameters.Dispose();
        CriticParameters.Dispose();
        Environment.Dispose();
        EvaluationEnvironment.Dispose();
        Engine.Dispose();
    }
}

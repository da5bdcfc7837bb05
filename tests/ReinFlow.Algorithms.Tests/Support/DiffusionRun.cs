using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>A small DPPO run: a diffusion policy whose last steps are fine-tuned.</summary>
internal sealed class DiffusionRun : IDisposable
{
    private const int Environments = 32;

    private readonly ParameterStore _criticParameters;
    private readonly TargetEnvironment _environment;
    private readonly TargetEnvironment _evaluationEnvironment;
    private readonly OnPolicySetup _setup;

    public DiffusionRun(DiffusionSampling sampling, int threads = 2)
    {
        Engine = new CpuEngine(new CpuEngineOptions { Threads = threads });
        var chunk = new ActionChunkSpec(Horizon: 2, ExecutedSteps: 2, ActionDimension: 2);
        var network = new FlowNetworkOptions { Head = new PerceptronOptions { HiddenLayers = [32, 32, 32], Activation = ActivationKind.ReLU } };
        Policy = new DiffusionChainPolicy(
            new DiffusionPolicy(chunk, 2, network),
            new DiffusionPolicy(chunk, 2, network),
            new DiffusionChainOptions { NoiseLevels = 6, Sampling = sampling, FineTunedSteps = 4 });
        var critic = new StateValueFunction(2, new PerceptronOptions { HiddenLayers = [32, 32, 32] });
        PolicyParameters = new ParameterStore(Engine, Policy.Network, new RandomSource(5));
        _criticParameters = new ParameterStore(Engine, critic.Network, new RandomSource(6));
        _environment = new TargetEnvironment(Environments, chunk.ExecutedSteps);
        _evaluationEnvironment = new TargetEnvironment(Environments, chunk.ExecutedSteps);
        _setup = new OnPolicySetup(new OnPolicyModel(Policy, PolicyParameters, critic, _criticParameters), _environment, _evaluationEnvironment);
    }

    public CpuEngine Engine { get; }

    public DiffusionChainPolicy Policy { get; }

    public ParameterStore PolicyParameters { get; }

    public DppoOptions Options { get; } = new()
    {
        Iterations = 3,
        Decisions = 12,
        Epochs = 2,
        PassesPerEpoch = 1,
        MinibatchSize = 192,
        ClipRange = 0.1f,
        NoisiestClipRange = 0.05f,
        EvaluationEvery = 5,
        EvaluationEpisodes = 64,
        PolicyLearningRate = new CosineWarmupSchedule { Maximum = 1e-3, Minimum = 1e-3 },
        CriticLearningRate = new CosineWarmupSchedule { Maximum = 3e-3, Minimum = 3e-3 },
    };

    public OnPolicyTrainer CreateTrainer(DppoOptions options) => new(_setup, options, new DppoObjective(options, Policy.DenoisingSteps));

    /// <summary>Collects a rollout and computes the loss of the first minibatch, with parameters that have not changed since.</summary>
    public MinibatchStatistics FirstMinibatch()
    {
        OnPolicyModel model = _setup.Model;
        var rollout = new RolloutBuffer(new RolloutShape(Options.Decisions, Environments, 1, 2, Policy.DenoisingSteps, Policy.ActionChunk));
        var collector = new RolloutCollector(Engine, Policy, model.Critic, _environment, rollout);
        collector.Reset(new RandomSource(1));
        collector.Collect(new RandomSource(2));
        using var optimizers = new UpdateOptimizers(model, Options);
        var update = new PpoUpdate(model, new DppoObjective(Options, Policy.DenoisingSteps), Options, rollout, optimizers, null);
        update.Run(new UpdateRequest(0, true, new LearningRates(1e-4, 1e-3), new RandomSource(0)));
        return update.Minibatches[0];
    }

    public void Dispose()
    {
        PolicyParameters.Dispose();
        _criticParameters.Dispose();
        _environment.Dispose();
        _evaluationEnvironment.Dispose();
        Engine.Dispose();
    }
}

using ReinFlow.Algorithms;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>The policy and the critic of a fine-tuning run, with parameters from a fixed seed.</summary>
public sealed class Networks : IDisposable
{
    public Networks(NetworkSize size, int denoisingSteps, int threads, PolicyKind kind = PolicyKind.RectifiedFlow)
    {
        Size = size;
        Engine = new CpuEngine(new CpuEngineOptions { Threads = threads });
        (Policy, Sampler) = kind == PolicyKind.Diffusion ? Diffusion(size, denoisingSteps) : Flow(size, denoisingSteps, kind);
        Critic = new StateValueFunction(size.Observation, CriticOptions);
        PolicyParameters = new ParameterStore(Engine, Policy.Network, new RandomSource(1));
        CriticParameters = new ParameterStore(Engine, Critic.Network, new RandomSource(2));
    }

    public static PerceptronOptions CriticOptions => new()
    {
        HiddenLayers = [256, 256, 256],
        Activation = ActivationKind.Mish,
        Residual = true,
    };

    public NetworkSize Size { get; }

    public CpuEngine Engine { get; }

    public IChainPolicy Policy { get; }

    /// <summary>Gets what acts without injected noise.</summary>
    public IActionSampler Sampler { get; }

    public StateValueFunction Critic { get; }

    public ParameterStore PolicyParameters { get; }

    public ParameterStore CriticParameters { get; }

    public OnPolicyModel Model => new(Policy, PolicyParameters, Critic, CriticParameters);

    public int DenoisingSteps => Policy.DenoisingSteps;

    /// <summary>Gets the multiply-adds of one forward pass of a rectified flow's velocity network per row, the encoder's not counted.</summary>
    public long VelocityWeights => Weights("policy.mlp_mean");

    /// <summary>Gets the bytes of all weights that one denoising step reads.</summary>
    public long VelocityBytes => VelocityWeights * sizeof(float);

    public long NoiseWeights => Weights("explore_noise_net");

    public long CriticWeights => CriticParameters.Entries.Where(entry => entry.Shape.Rank == 2).Sum(entry => (long)entry.Shape.ElementCount);

    public void Dispose()
    {
        PolicyParameters.Dispose();
        CriticParameters.Dispose();
        Engine.Dispose();
    }

    private static (IChainPolicy Policy, IActionSampler Sampler) Flow(NetworkSize size, int denoisingSteps, PolicyKind kind)
    {
        IFlowPolicy flow = kind == PolicyKind.Shortcut
            ? new ShortcutPolicy(size.Chunk, size.Observation, size.ShortcutNetwork, new ShortcutStepOptions())
            : new RectifiedFlowPolicy(size.Chunk, size.Observation, size.Network);
        INoiseNet noise = NoiseNets.Create(flow, denoisingSteps, new NoiseNetOptions());
        return (
            new NoisyFlowPolicy(flow, noise, new NoisyFlowOptions { DenoisingSteps = denoisingSteps }),
            new EulerSampler(flow, new EulerSamplerOptions { DenoisingSteps = denoisingSteps }));
    }

    private static (IChainPolicy Policy, IActionSampler Sampler) Diffusion(NetworkSize size, int denoisingSteps)
    {
        var policy = new DiffusionPolicy(size.Chunk, size.Observation, size.Network);
        var options = new DiffusionChainOptions { Sampling = DiffusionSampling.Ddim, DenoisingSteps = denoisingSteps, FineTunedSteps = denoisingSteps };
        return (new DiffusionChainPolicy(policy, null, options), new DiffusionSampler(policy, options));
    }

    private long Weights(string prefix) => PolicyParameters.Entries
        .Where(entry => entry.Shape.Rank == 2 && entry.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Sum(entry => (long)entry.Shape.ElementCount);
}

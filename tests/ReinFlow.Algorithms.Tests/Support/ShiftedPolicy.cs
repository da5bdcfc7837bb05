using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>A policy that scores chains differently than it sampled them, or that samples numbers that are not finite.</summary>
internal sealed class ShiftedPolicy(IChainPolicy policy) : IChainPolicy
{
    /// <summary>Gets or sets what is added to every log-density in scoring.</summary>
    public float Shift { get; set; }

    /// <summary>Gets or sets a factor on the sampled chains.</summary>
    public float Factor { get; set; } = 1f;

    /// <summary>Gets or sets a factor on the entropy.</summary>
    public float EntropyFactor { get; set; } = 1f;

    /// <summary>Gets or sets a factor, applied twice, on a term that is 0 but whose gradient is not.</summary>
    public float Steepness { get; set; }

    public Module Network => policy.Network;

    public ActionChunkSpec ActionChunk => policy.ActionChunk;

    public int DenoisingSteps => policy.DenoisingSteps;

    public NoiseBounds? NoiseBounds => policy.NoiseBounds;

    public void BeginIteration(int iteration, int iterations) => policy.BeginIteration(iteration, iterations);

    public ChainSample Sample(Observation observation, Tensor noise, SampleMode mode)
    {
        ChainSample sample = policy.Sample(observation, noise, mode);
        return sample with { Chain = sample.Chain * Factor };
    }

    public ChainLikelihood Evaluate(Tensor chain, Observation observation)
    {
        ChainLikelihood likelihood = policy.Evaluate(chain, observation);
        Tensor nothing = (likelihood.LogDensity - likelihood.LogDensity) * Steepness * Steepness;
        return likelihood with { LogDensity = likelihood.LogDensity + nothing + Shift, Entropy = likelihood.Entropy * EntropyFactor };
    }
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Penalises a fine-tuned diffusion policy that gives the chains of the policy it started from a low density (DPPO, §3).</summary>
/// <remarks>
/// Chains of the reference are drawn with exploration, without gradient; the penalty is minus the mean log-density of their
/// fine-tuned transitions, per scored component.
/// </remarks>
public sealed class ImitationRegularizer : IPolicyRegularizer
{
    private readonly DiffusionChainPolicy _policy;
    private readonly INoisePredictor _reference;
    private readonly DiffusionSampler _sampler;
    private readonly DrawBuffer _noise = new();
    private int _samples;

    /// <summary>Initializes a new instance of the <see cref="ImitationRegularizer"/> class.</summary>
    /// <param name="policy">The policy in training.</param>
    /// <param name="reference">The policy to stay near, with parameters of its own.</param>
    /// <param name="options">The chain of <paramref name="policy"/>.</param>
    /// <exception cref="ArgumentException">The options are invalid, or the policies predict different chunks.</exception>
    public ImitationRegularizer(DiffusionChainPolicy policy, INoisePredictor reference, DiffusionChainOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(reference);
        if (policy.ActionChunk != reference.ActionChunk)
        {
            throw new ArgumentException($"The reference predicts {reference.ActionChunk}, the policy {policy.ActionChunk}.", nameof(reference));
        }

        _policy = policy;
        _reference = reference;
        _sampler = new DiffusionSampler(_reference, options, SampleMode.Stochastic);
    }

    /// <inheritdoc/>
    public void Draw(int samples, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentNullException.ThrowIfNull(random);
        random.FillGaussian(Prepare(samples));
    }

    /// <summary>Uses recorded numbers in place of drawn ones.</summary>
    /// <param name="samples">The samples of the minibatch.</param>
    /// <param name="noise">Standard normal numbers, of shape [samples, noise blocks, horizon, action], row-major.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    public void UseDraws(int samples, ReadOnlySpan<float> noise)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        Span<float> own = Prepare(samples);
        if (own.Length != noise.Length)
        {
            throw new ArgumentException($"{samples} samples need {own.Length} noise numbers, but got {noise.Length}.", nameof(noise));
        }

        noise.CopyTo(own);
    }

    /// <inheritdoc/>
    public Tensor Penalty(MicroBatch batch, Observation observation)
    {
        ActionChunkSpec chunk = _policy.ActionChunk;
        int recorded = _policy.DenoisingSteps + 1;
        TensorShape shape = [batch.Count, _policy.NoiseBlocks, chunk.Horizon, chunk.ActionDimension];
        Tensor states = _sampler.SampleChain(observation, _noise.Read(observation.State.Engine, batch, shape)).StopGradient();
        Tensor chain = states.Slice(1, states.Shape[1] - recorded, recorded);
        float terms = (float)_samples * _policy.DenoisingSteps * _policy.ScoredSteps * chunk.ActionDimension;
        return _policy.Evaluate(chain, observation).LogDensity.Sum() * (-1f / terms);
    }

    private Span<float> Prepare(int samples)
    {
        _samples = samples;
        return _noise.Prepare(samples * _policy.NoiseBlocks * _policy.ActionChunk.Size);
    }
}

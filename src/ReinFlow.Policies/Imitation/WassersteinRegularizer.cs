using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>
/// Penalises the mean squared distance between the actions of two flow policies that start from the same noise: an upper bound of
/// the squared 2-Wasserstein distance between their action distributions, per component.
/// </summary>
/// <remarks>
/// Both flows are integrated without injected noise; the gradient flows through all steps of the trained one. Both start from the
/// same numbers. (The official code lets the first integration move the start of the second, and always starts from zero.)
/// </remarks>
public sealed class WassersteinRegularizer : IPolicyRegularizer
{
    private readonly IFlowPolicy _policy;
    private readonly IFlowPolicy _reference;
    private readonly EulerIntegrator _integrator;
    private readonly RegularizerStart _start;
    private readonly DrawBuffer _starts = new();
    private int _samples;

    /// <summary>Initializes a new instance of the <see cref="WassersteinRegularizer"/> class.</summary>
    /// <param name="policy">The policy in training.</param>
    /// <param name="reference">The policy to stay near, with parameters of its own.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The options are invalid, or the policies predict different chunks.</exception>
    public WassersteinRegularizer(IFlowPolicy policy, IFlowPolicy reference, WassersteinOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(reference);
        OptionsGuard.Require(options, new WassersteinOptionsValidator());
        if (policy.ActionChunk != reference.ActionChunk)
        {
            throw new ArgumentException(
                $"The reference predicts {reference.ActionChunk}, the policy {policy.ActionChunk}.", nameof(reference));
        }

        _policy = policy;
        _reference = reference;
        _integrator = new EulerIntegrator(options.Sampler);
        _start = options.Start;
    }

    /// <inheritdoc/>
    public void Draw(int samples, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentNullException.ThrowIfNull(random);
        _samples = samples;
        Span<float> starts = _starts.Prepare(samples * _policy.ActionChunk.Size);
        if (_start == RegularizerStart.Normal)
        {
            random.FillGaussian(starts);
        }
        else
        {
            starts.Clear();
        }
    }

    /// <inheritdoc/>
    public Tensor Penalty(MicroBatch batch, Observation observation)
    {
        ActionChunkSpec chunk = _policy.ActionChunk;
        Tensor start = _starts.Read(observation.State.Engine, batch, [batch.Count, chunk.Horizon, chunk.ActionDimension]);
        Tensor reference = _integrator.Integrate(_reference, observation, start).StopGradient();
        Tensor current = _integrator.Integrate(_policy, observation, start);
        return (current - reference).Square().Sum() * (1f / (_samples * chunk.Size));
    }
}

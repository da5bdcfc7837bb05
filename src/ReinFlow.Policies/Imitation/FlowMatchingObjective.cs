using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Conditional flow matching (Lipman et al., 2023): regress the velocity from noise to a demonstrated chunk.</summary>
/// <remarks>
/// With flow time t and noise x⁰, x = t·x¹ + (1 − t)·x⁰ and the target is x¹ − x⁰; the loss is the mean of the squared differences
/// over all samples and components. The flow times of a minibatch are drawn before its noise.
/// </remarks>
public sealed class FlowMatchingObjective : IImitationObjective
{
    private const double BetaScale = 0.999;
    private const double BetaShape = 1.5;

    private readonly IFlowPolicy _policy;
    private readonly TimeSampling _sampling;
    private readonly DrawBuffer _times = new();
    private readonly DrawBuffer _starts = new();
    private DenoisingStep[] _steps = [];
    private int _samples;

    /// <summary>Initializes a new instance of the <see cref="FlowMatchingObjective"/> class.</summary>
    /// <param name="policy">The policy to train.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public FlowMatchingObjective(IFlowPolicy policy, FlowMatchingOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        _sampling = OptionsGuard.Require(options, new FlowMatchingOptionsValidator()).TimeSampling;
    }

    /// <inheritdoc/>
    public void Draw(int samples, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref float time in Prepare(samples))
        {
            time = DrawTime(random);
        }

        random.FillGaussian(_starts.Prepare(samples * _policy.ActionChunk.Size));
        UpdateSteps();
    }

    /// <summary>Uses recorded numbers in place of drawn ones.</summary>
    /// <param name="times">The flow time of every sample.</param>
    /// <param name="starts">The noise of every sample, of shape [samples, horizon, action], row-major.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    public void UseDraws(ReadOnlySpan<float> times, ReadOnlySpan<float> starts)
    {
        int expected = times.Length * _policy.ActionChunk.Size;
        if (times.IsEmpty || starts.Length != expected)
        {
            throw new ArgumentException(
                $"{times.Length} flow times need {expected} noise numbers, at least one chunk, but got {starts.Length}.", nameof(starts));
        }

        times.CopyTo(Prepare(times.Length));
        starts.CopyTo(_starts.Prepare(starts.Length));
        UpdateSteps();
    }

    /// <inheritdoc/>
    public Tensor Loss(MicroBatch batch, Tensor actions, Observation observation)
    {
        ActionChunkSpec chunk = _policy.ActionChunk;
        ShapeGuard.Require(actions, [batch.Count, chunk.Horizon, chunk.ActionDimension]);
        TensorEngine engine = actions.Engine;
        Tensor time = _times.Read(engine, batch, [batch.Count, 1, 1]);
        Tensor start = _starts.Read(engine, batch, actions.Shape);

        Tensor target = actions - start;
        Tensor between = start + (time * target);
        Tensor embedding = _policy.EmbedSteps(_steps.AsSpan(batch.Start, batch.Count));
        Tensor velocity = _policy.Velocity(between, embedding, _policy.Encode(observation));
        return (velocity - target).Square().Sum() * (1f / (_samples * chunk.Size));
    }

    private Span<float> Prepare(int samples)
    {
        _samples = samples;
        return _times.Prepare(samples);
    }

    private void UpdateSteps()
    {
        if (_steps.Length < _samples)
        {
            _steps = new DenoisingStep[_samples];
        }

        ReadOnlySpan<float> times = _times.Prepare(_samples);
        for (int i = 0; i < times.Length; i++)
        {
            _steps[i] = new DenoisingStep(0, times[i], 0f);
        }
    }

    private float DrawTime(RandomSource random) => _sampling switch
    {
        TimeSampling.Uniform => random.NextSingle(),
        TimeSampling.LogitNormal => (float)(1 / (1 + Math.Exp(-random.NextGaussian()))),

        // The distribution function of Beta(a, 1) is bᵃ, so that a uniform number inverts it.
        TimeSampling.Beta => (float)(BetaScale * (1 - Math.Pow(random.NextDouble(), 1 / BetaShape))),
        _ => throw new InvalidOperationException($"There is no time sampling {_sampling}."),
    };
}

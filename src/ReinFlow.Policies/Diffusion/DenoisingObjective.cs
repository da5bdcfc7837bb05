using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>The denoising loss of a diffusion policy (Ho, Jain and Abbeel, 2020): predict the noise in a noised demonstration.</summary>
/// <remarks>
/// With a uniformly drawn noise level and noise ε, x = √ᾱ·x⁰ + √(1 − ᾱ)·ε; the loss is the mean of the squared errors of the
/// predicted noise over all samples and components. The levels of a minibatch are drawn before its noise.
/// </remarks>
public sealed class DenoisingObjective : IImitationObjective
{
    private readonly INoisePredictor _predictor;
    private readonly CosineNoiseSchedule _schedule;
    private readonly DrawBuffer _signals = new();
    private readonly DrawBuffer _deviations = new();
    private readonly DrawBuffer _noise = new();
    private int[] _levels = [];
    private int _samples;

    /// <summary>Initializes a new instance of the <see cref="DenoisingObjective"/> class.</summary>
    /// <param name="predictor">The policy to train.</param>
    /// <param name="noiseLevels">The number T of noise levels, as in <see cref="DiffusionSamplerOptions.NoiseLevels"/>.</param>
    public DenoisingObjective(INoisePredictor predictor, int noiseLevels)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        _predictor = predictor;
        _schedule = new CosineNoiseSchedule(noiseLevels);
    }

    /// <inheritdoc/>
    public void Draw(int samples, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref int level in Prepare(samples))
        {
            level = random.NextInt32(_schedule.Levels);
        }

        random.FillGaussian(_noise.Prepare(samples * _predictor.ActionChunk.Size));
        UpdateShares();
    }

    /// <summary>Uses recorded numbers in place of drawn ones.</summary>
    /// <param name="levels">The noise level of every sample.</param>
    /// <param name="noise">The noise of every sample, of shape [samples, horizon, action], row-major.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together, or a level is not of the schedule.</exception>
    public void UseDraws(ReadOnlySpan<int> levels, ReadOnlySpan<float> noise)
    {
        int expected = levels.Length * _predictor.ActionChunk.Size;
        if (levels.IsEmpty || noise.Length != expected)
        {
            throw new ArgumentException(
                $"{levels.Length} noise levels need {expected} noise numbers, at least one chunk, but got {noise.Length}.", nameof(noise));
        }

        if (levels.ContainsAnyExceptInRange(0, _schedule.Levels - 1))
        {
            throw new ArgumentException($"The noise levels must lie between 0 and {_schedule.Levels - 1}.", nameof(levels));
        }

        levels.CopyTo(Prepare(levels.Length));
        noise.CopyTo(_noise.Prepare(noise.Length));
        UpdateShares();
    }

    /// <inheritdoc/>
    public Tensor Loss(MicroBatch batch, Tensor actions, Observation observation)
    {
        ActionChunkSpec chunk = _predictor.ActionChunk;
        ShapeGuard.Require(actions, [batch.Count, chunk.Horizon, chunk.ActionDimension]);
        TensorEngine engine = actions.Engine;
        Tensor noise = _noise.Read(engine, batch, actions.Shape);
        Tensor noised = (actions * _signals.Read(engine, batch, [batch.Count, 1, 1])) + (noise * _deviations.Read(engine, batch, [batch.Count, 1, 1]));
        Tensor embedding = _predictor.EmbedLevels(_levels.AsSpan(batch.Start, batch.Count));
        Tensor predicted = _predictor.PredictNoise(noised, embedding, _predictor.Encode(observation));
        return (predicted - noise).Square().Sum() * (1f / (_samples * chunk.Size));
    }

    private Span<int> Prepare(int samples)
    {
        _samples = samples;
        if (_levels.Length < samples)
        {
            _levels = new int[samples];
        }

        return _levels.AsSpan(0, samples);
    }

    private void UpdateShares()
    {
        Span<float> signals = _signals.Prepare(_samples);
        Span<float> deviations = _deviations.Prepare(_samples);
        for (int i = 0; i < _samples; i++)
        {
            float share = _schedule.SignalShares[_levels[i]];
            signals[i] = MathF.Sqrt(share);
            deviations[i] = MathF.Sqrt(1f - share);
        }
    }
}

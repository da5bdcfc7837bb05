using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Carries noise to actions through the denoising steps of a diffusion.</summary>
internal sealed class DiffusionWalk
{
    private readonly DiffusionSamplerOptions _options;
    private readonly DiffusionStep[] _steps;
    private readonly float[] _deviations;
    private readonly int[] _levels;

    /// <summary>Initializes a new instance of the <see cref="DiffusionWalk"/> class.</summary>
    /// <param name="options">The walk, validated.</param>
    /// <param name="mode">Whether it explores.</param>
    public DiffusionWalk(DiffusionSamplerOptions options, SampleMode mode)
    {
        _options = options;
        _steps = DiffusionStep.List(options, mode);
        _deviations = [.. _steps.Select(step => step.SamplingDeviation(options, mode))];
        _levels = [.. _steps.Select(step => step.Level)];
    }

    /// <summary>Gets the denoising steps.</summary>
    public ReadOnlySpan<DiffusionStep> Steps => _steps;

    /// <summary>Gets the noise levels of the denoising steps.</summary>
    public ReadOnlySpan<int> Levels => _levels;

    /// <summary>Gets whether any step injects noise.</summary>
    public bool IsNoisy => _deviations.AsSpan().ContainsAnyExcept(0f);

    /// <summary>Takes some of the steps.</summary>
    /// <param name="predictor">Predicts the noise.</param>
    /// <param name="range">The steps to take.</param>
    /// <param name="observation">The observations.</param>
    /// <param name="state">The state before the first of them, of shape [batch, horizon, action].</param>
    /// <param name="noise">Standard normal numbers, of shape [batch, blocks, horizon, action]; step k uses block k + 1.</param>
    /// <param name="states">Receives the state after every step, or is empty.</param>
    /// <param name="means">Receives the mean of every step, or is empty.</param>
    /// <returns>The last state.</returns>
    public Tensor Take(
        INoisePredictor predictor,
        (int Start, int End) range,
        in Observation observation,
        Tensor state,
        Tensor noise,
        Span<Tensor> states = default,
        Span<Tensor> means = default)
    {
        if (range.Start == range.End)
        {
            return state;
        }

        Condition condition = predictor.Encode(observation);
        Tensor embeddings = predictor.EmbedLevels(_levels.AsSpan(range.Start, range.End - range.Start));
        for (int k = range.Start; k < range.End; k++)
        {
            int index = k - range.Start;
            Tensor predicted = predictor.PredictNoise(state, embeddings.Slice(0, index, 1), condition);
            Tensor mean = _steps[k].Mean(state, predicted, _options.CleanActionLimit);
            state = _deviations[k] > 0 ? mean + (LimitedBlock(noise, k + 1, mean.Shape) * _deviations[k]) : mean;
            if (k == _steps.Length - 1 && _options.FinalActionLimit is { } limit)
            {
                state = state.Clamp(-limit, limit);
            }

            Record(means, index, mean);
            Record(states, index, state);
        }

        return state;
    }

    /// <summary>Reads a block of noise.</summary>
    /// <param name="noise">The noise, of shape [batch, blocks, horizon, action].</param>
    /// <param name="index">The block.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <returns>The block.</returns>
    public static Tensor Block(Tensor noise, int index, TensorShape shape) => noise.Slice(1, index, 1).Reshape(shape);

    private Tensor LimitedBlock(Tensor noise, int index, TensorShape shape) =>
        Block(noise, index, shape).Clamp(-_options.NoiseLimit, _options.NoiseLimit);

    private static void Record(Span<Tensor> tensors, int index, Tensor tensor)
    {
        if (!tensors.IsEmpty)
        {
            tensors[index] = tensor;
        }
    }
}

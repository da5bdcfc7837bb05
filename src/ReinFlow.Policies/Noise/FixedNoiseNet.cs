using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Injects noise whose standard deviation is fixed for every denoising step and equal for all components.</summary>
public sealed class FixedNoiseNet : INoiseNet
{
    /// <summary>So many standard deviations are laid on the stack.</summary>
    private const int StackLimit = 256;

    private readonly int _size;
    private readonly NoiseSchedule _schedule;
    private readonly float[] _deviations;
    private NoiseBounds _bounds;

    /// <summary>Initializes a new instance of the <see cref="FixedNoiseNet"/> class.</summary>
    /// <param name="actionChunk">The chunk of actions to which noise is added.</param>
    /// <param name="denoisingSteps">The number K of denoising steps.</param>
    /// <param name="options">The options; the schedule must be a fixed one.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public FixedNoiseNet(ActionChunkSpec actionChunk, int denoisingSteps, NoiseNetOptions options)
    {
        ArgumentNullException.ThrowIfNull(actionChunk);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denoisingSteps);
        OptionsGuard.Require(options, new NoiseNetOptionsValidator());
        if (NoiseNets.IsLearned(options.Schedule))
        {
            throw new ArgumentException(
                $"{nameof(options.Schedule)} ({options.Schedule}) asks for a {nameof(LearnedNoiseNet)}.", nameof(options));
        }

        _size = actionChunk.Size;
        _schedule = options.Schedule;
        _deviations = new float[denoisingSteps];
        Bounds = new NoiseBounds(options.MinimumStandardDeviation, options.MaximumStandardDeviation);
    }

    /// <inheritdoc/>
    public Module Network { get; } = new ModuleGroup();

    /// <inheritdoc/>
    public NoiseBounds Bounds
    {
        get => _bounds;
        set
        {
            _bounds = NoiseNets.Require(value);
            DenoisingStep[] steps = FlowTime.Steps(_deviations.Length, FlowTimeGrid.Inclusive);
            for (int k = 0; k < steps.Length; k++)
            {
                _deviations[k] = Math.Clamp(Deviation(steps[k].Time), value.Minimum, value.Maximum);
            }
        }
    }

    /// <summary>Gets the standard deviation of every denoising step.</summary>
    public ReadOnlySpan<float> Deviations => _deviations;

    /// <inheritdoc/>
    public void BeginIteration(int iteration, int iterations)
    {
    }

    /// <inheritdoc/>
    public Tensor StandardDeviation(ReadOnlySpan<DenoisingStep> steps, Tensor stepEmbedding, Condition condition)
    {
        Span<float> deviations = steps.Length <= StackLimit ? stackalloc float[steps.Length] : new float[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            deviations[i] = steps[i].Index < _deviations.Length
                ? _deviations[steps[i].Index]
                : throw new ArgumentException(
                    $"The noise is fixed for {_deviations.Length} denoising steps, but step {steps[i].Index} was asked for.",
                    nameof(steps));
        }

        TensorEngine engine = condition.Embedding.Engine;
        Tensor perStep = engine.Zeros([steps.Length, _size]) + engine.FromValues(deviations, [steps.Length, 1]);
        return perStep.TileRows(condition.Embedding.Shape[0]);
    }

    /// <remarks>The tables of the official code always use the grid that includes both ends.</remarks>
    private float Deviation(float time) => _schedule switch
    {
        NoiseSchedule.VariancePreserving => MathF.Sqrt(0.2f * time * (1f - time)),
        NoiseSchedule.Linear => 0.1f * time,
        _ => _bounds.Minimum,
    };
}

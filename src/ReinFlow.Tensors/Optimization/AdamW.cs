namespace ReinFlow.Tensors;

/// <summary>AdamW over the flat buffer of a store, in one pass; PyTorch's definition.</summary>
public sealed class AdamW : IDisposable
{
    private readonly ParameterStore _store;
    private readonly AdamWOptions _options;

    /// <summary>Initializes a new instance of the <see cref="AdamW"/> class.</summary>
    /// <param name="store">The parameters.</param>
    /// <param name="options">The options; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public AdamW(ParameterStore store, AdamWOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        RequireShare(options.Beta1, nameof(options.Beta1));
        RequireShare(options.Beta2, nameof(options.Beta2));
        RequireShare(options.Epsilon, nameof(options.Epsilon));
        RequireShare(options.WeightDecay, nameof(options.WeightDecay));

        _store = store;
        _options = options with { };
        FirstMoment = store.Engine.CreatePersistent(store.Values.Shape);
        SecondMoment = store.Engine.CreatePersistent(store.Values.Shape);
    }

    /// <summary>Gets or sets the number of steps taken; a checkpoint restores it.</summary>
    public long StepCount { get; set; }

    /// <summary>Gets the running mean of the gradients, in the layout of the store.</summary>
    public Tensor FirstMoment { get; }

    /// <summary>Gets the running mean of the squared gradients, in the layout of the store.</summary>
    public Tensor SecondMoment { get; }

    /// <summary>Updates the parameters from their gradients.</summary>
    /// <param name="learningRate">The learning rate of the step.</param>
    /// <param name="maximumGradientNorm">Gradients of a larger norm are scaled down to it; <see langword="null"/> leaves them.</param>
    /// <returns>The norm of the gradients before scaling.</returns>
    public double Step(double learningRate, double? maximumGradientNorm = null)
    {
        double norm = _store.GradientNorm();
        Step(learningRate, maximumGradientNorm is { } limit ? (float)Math.Min(1.0, limit / (norm + 1e-6)) : 1f);
        return norm;
    }

    /// <summary>Updates the parameters from their gradients as they are, without the pass that measures them.</summary>
    /// <param name="learningRate">The learning rate of the step.</param>
    public void StepUnmeasured(double learningRate) => Step(learningRate, 1f);

    private void Step(double learningRate, float scale)
    {
        StepCount++;
        _store.Engine.AdamW(
            _store.Values,
            _store.Gradients,
            FirstMoment,
            SecondMoment,
            _store.TrainableLength,
            new AdamWUpdate(learningRate, _options.Beta1, _options.Beta2, _options.Epsilon, _options.WeightDecay, StepCount, scale));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
    }

    private static void RequireShare(double value, string name)
    {
        if (value is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} must lie in [0, 1].");
        }
    }
}

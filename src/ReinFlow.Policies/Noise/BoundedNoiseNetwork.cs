using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>
/// A perceptron whose outputs are mapped to standard deviations between two bounds; keys <c>logvar_min</c>, <c>logvar_max</c> and
/// <c>mlp_logvar.*</c>. The bounds are parameters that nobody trains, so that checkpoints carry them.
/// </summary>
internal sealed class BoundedNoiseNetwork : Module
{
    private readonly Parameter _minimum;
    private readonly Parameter _maximum;
    private readonly MultilayerPerceptron _perceptron;
    private NoiseBounds _bounds;
    private bool _isInMemory;

    public BoundedNoiseNetwork(int inputs, int outputs, int[] hiddenLayers, ActivationKind activation, NoiseBounds bounds)
    {
        _bounds = bounds;
        _minimum = AddParameter("logvar_min", [], (values, _) => Initialize(values, _bounds.Minimum), isTrainable: false);
        _maximum = AddParameter("logvar_max", [], (values, _) => Initialize(values, _bounds.Maximum), isTrainable: false);

        // The outer tanh of the standard deviation is the output activation, which the linear operator computes on its way.
        _perceptron = AddModule("mlp_logvar", new MultilayerPerceptron(inputs, outputs, new PerceptronOptions
        {
            HiddenLayers = hiddenLayers,
            Activation = activation,
            OutputActivation = ActivationKind.Tanh,
            Residual = false,
        }));
    }

    /// <summary>Gets or sets the bounds of the standard deviation; the parameters are what counts once they have memory.</summary>
    public NoiseBounds Bounds
    {
        get
        {
            (float minimum, float maximum) = LogVariances();

            // Logarithm and exponential round; what was set comes back as it was.
            return minimum == LogVariance.Of(_bounds.Minimum) && maximum == LogVariance.Of(_bounds.Maximum)
                ? _bounds
                : new NoiseBounds(LogVariance.Deviation(minimum), LogVariance.Deviation(maximum));
        }

        set
        {
            _bounds = NoiseNets.Require(value);
            if (_isInMemory)
            {
                _minimum.Value.CopyFrom([LogVariance.Of(value.Minimum)]);
                _maximum.Value.CopyFrom([LogVariance.Of(value.Maximum)]);
            }
        }
    }

    /// <summary>Predicts σ: ln σ² moves from the lower to the upper bound as the tanh of the network's output moves from −1 to 1.</summary>
    /// <param name="features">The features, of shape [rows, inputs].</param>
    /// <returns>The standard deviations, of shape [rows, outputs].</returns>
    public Tensor Forward(Tensor features) => Bounded(_perceptron.Forward(features));

    /// <summary>Predicts σ from embedded steps and observations, whose share in the first layer is the same for all steps.</summary>
    /// <param name="steps">The embedded steps, of shape [batch·count, step].</param>
    /// <param name="observed">The encoded observations, of shape [batch, condition].</param>
    /// <param name="count">The number of steps of an observation.</param>
    /// <returns>The standard deviations, of shape [batch·count, outputs].</returns>
    public Tensor Forward(Tensor steps, Tensor observed, int count) =>
        Bounded(_perceptron.Forward(steps, _perceptron.Share(observed, steps.Shape[1]).RepeatRows(count)));

    private Tensor Bounded(Tensor output)
    {
        (float minimum, float maximum) = LogVariances();
        return LogVariance.Between(output, minimum, maximum);
    }

    private void Initialize(Span<float> values, float deviation)
    {
        values.Fill(LogVariance.Of(deviation));
        _isInMemory = true;
    }

    private (float Minimum, float Maximum) LogVariances() => _isInMemory
        ? (_minimum.Value.ToSingle(), _maximum.Value.ToSingle())
        : (LogVariance.Of(_bounds.Minimum), LogVariance.Of(_bounds.Maximum));
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Predicts means and standard deviations of normal distributions from the state, and the weights of a mixture of them.</summary>
/// <remarks>
/// Names, shapes and order of the parameters are those of the official <c>Gaussian_MLP</c> and <c>GMM_MLP</c>: <c>logvar</c> where it is
/// learned, the bounds, <c>mlp_mean.*</c>, and <c>mlp_weights.*</c> of a mixture; with state-dependent standard deviations
/// <c>mlp_base.*</c> and two linear heads.
/// </remarks>
internal sealed class GaussianNetwork : Module
{
    private readonly ActionChunkSpec _chunk;
    private readonly GaussianHeadOptions _options;
    private readonly Parameter? _logVariance;
    private readonly Parameter _minimum;
    private readonly Parameter _maximum;
    private readonly Perceptron _trunk;
    private readonly Linear? _mean;
    private readonly Linear? _deviation;
    private readonly Perceptron? _weights;
    private readonly int _outputs;

    public GaussianNetwork(ActionChunkSpec chunk, int observationSize, GaussianHeadOptions options)
    {
        (_chunk, _options) = (chunk, options);
        _outputs = options.Components * chunk.Size;
        _logVariance = options.Deviation == GaussianDeviation.Learned
            ? AddParameter("logvar", [options.Components * chunk.ActionDimension], Constant(options.InitialStandardDeviation))
            : null;
        _minimum = AddParameter("logvar_min", [], Constant(options.MinimumStandardDeviation), isTrainable: false);
        _maximum = AddParameter("logvar_max", [], Constant(options.MaximumStandardDeviation), isTrainable: false);
        PerceptronOptions layers = options.Network;
        if (options.Deviation == GaussianDeviation.StateDependent)
        {
            int width = layers.HiddenLayers[^1];
            var trunk = layers with { HiddenLayers = layers.HiddenLayers[..^1], OutputActivation = layers.Activation };
            _trunk = AddModule("mlp_base", Perceptron.Create(observationSize, width, trunk));
            _mean = AddModule("mlp_mean.moduleList.0.linear_1", new Linear(width, _outputs));
            _deviation = AddModule("mlp_logvar.moduleList.0.linear_1", new Linear(width, _outputs));
        }
        else
        {
            _trunk = AddModule("mlp_mean", Perceptron.Create(observationSize, _outputs, layers));
        }

        _weights = options.Components > 1
            ? AddModule("mlp_weights", Perceptron.Create(observationSize, options.Components, layers with { OutputActivation = ActivationKind.Identity }))
            : null;
    }

    /// <summary>Predicts the distribution of a chunk.</summary>
    /// <param name="observation">The observations.</param>
    /// <returns>Means and standard deviations, of shape [batch·components, size], and logits of shape [batch, components] for a mixture.</returns>
    public (Tensor Mean, Tensor Deviation, Tensor? Logits) Forward(Observation observation)
    {
        Tensor state = observation.FlattenState(_trunk.Inputs);
        TensorShape shape = [state.Shape[0] * _options.Components, _chunk.Size];
        Tensor trunk = _trunk.Forward(state);
        Tensor mean = (_mean?.Forward(trunk, _options.Network.OutputActivation) ?? trunk).Reshape(shape);
        return (mean, Deviation(trunk, shape), _weights?.Forward(state));
    }

    private static ParameterInitializer Constant(float deviation) => (values, _) => values.Fill(LogVariance.Of(deviation));

    private Tensor Deviation(Tensor trunk, TensorShape shape)
    {
        if (_options.Deviation == GaussianDeviation.Fixed)
        {
            return trunk.Engine.Zeros(shape) + _options.InitialStandardDeviation;
        }

        (float minimum, float maximum) = (_minimum.Value.ToSingle(), _maximum.Value.ToSingle());
        if (_deviation is not null)
        {
            return LogVariance.Between(_deviation.Forward(trunk, ActivationKind.Tanh), minimum, maximum).Reshape(shape);
        }

        // One number for a component of the action, in all actions of a chunk.
        Tensor deviation = (_logVariance!.Value.Clamp(minimum, maximum) * 0.5f).Exp();
        return deviation.Reshape([_options.Components, _chunk.ActionDimension])
            .RepeatRows(_chunk.Horizon)
            .Reshape([_options.Components, _chunk.Size])
            .TileRows(shape[0] / _options.Components);
    }
}

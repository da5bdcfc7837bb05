using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Linear layers, each followed by its activation; keys <c>moduleList.{i}.linear_1</c> and <c>moduleList.{i}.norm_1</c>.</summary>
/// <remarks>The order inside a layer is linear map, layer normalisation, activation.</remarks>
public sealed class MultilayerPerceptron : Perceptron
{
    private readonly (Linear Map, LayerNorm? Norm, ActivationKind Activation)[] _layers;

    /// <summary>Initializes a new instance of the <see cref="MultilayerPerceptron"/> class.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="options">The layers between them; <see cref="PerceptronOptions.Residual"/> must not be set.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public MultilayerPerceptron(int inputs, int outputs, PerceptronOptions options)
        : base(inputs, outputs)
    {
        OptionsGuard.Require(options, new PerceptronOptionsValidator());
        if (options.Residual)
        {
            throw new ArgumentException($"{nameof(options.Residual)} (True) asks for a {nameof(ResidualPerceptron)}.", nameof(options));
        }

        _layers = new (Linear, LayerNorm?, ActivationKind)[options.HiddenLayers.Length + 1];
        int width = inputs;
        for (int i = 0; i < _layers.Length; i++)
        {
            bool last = i == _layers.Length - 1;
            int next = last ? outputs : options.HiddenLayers[i];
            Linear map = AddModule($"moduleList.{i}.linear_1", new Linear(width, next, last ? options.InitialOutputBias : null, options.Initialization));
            LayerNorm? norm = options.LayerNorm && (!last || options.FinalLayerNorm)
                ? AddModule($"moduleList.{i}.norm_1", new LayerNorm(next))
                : null;
            _layers[i] = (map, norm, last ? options.OutputActivation : options.Activation);
            width = next;
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        (Linear map, LayerNorm? norm, ActivationKind activation) = _layers[0];
        return Continue(norm is null ? map.Forward(input, activation) : norm.Forward(map.Forward(input)).Activate(activation));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor share)
    {
        (Linear map, LayerNorm? norm, ActivationKind activation) = _layers[0];
        return Continue(norm is null
            ? map.Complete(input, 0, share, activation)
            : norm.Forward(map.Complete(input, 0, share)).Activate(activation));
    }

    /// <inheritdoc/>
    public override Tensor Share(Tensor input, int firstInput) => _layers[0].Map.Share(input, firstInput);

    private Tensor Continue(Tensor hidden)
    {
        foreach ((Linear map, LayerNorm? norm, ActivationKind activation) in _layers.AsSpan(1))
        {
            hidden = norm is null ? map.Forward(hidden, activation) : norm.Forward(map.Forward(hidden)).Activate(activation);
        }

        return hidden;
    }
}

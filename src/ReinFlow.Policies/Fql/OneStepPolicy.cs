using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A perceptron that maps observation and noise, joined in this order, straight to an action chunk.</summary>
/// <remarks>Parameters: <c>net.{2i}.weight</c> and <c>net.{2i}.bias</c>, with the names of the official <c>OneStepActor</c>.</remarks>
public sealed class OneStepPolicy : IOneStepPolicy
{
    private readonly Layers _layers;
    private readonly int _observationSize;

    /// <summary>Initializes a new instance of the <see cref="OneStepPolicy"/> class.</summary>
    /// <param name="actionChunk">The chunk of actions to predict.</param>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="options">The layers.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public OneStepPolicy(ActionChunkSpec actionChunk, int observationSize, OneStepNetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(actionChunk);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observationSize);
        OptionsGuard.Require(options, new OneStepNetworkOptionsValidator());
        ActionChunk = actionChunk;
        _observationSize = observationSize;
        _layers = new Layers(observationSize + actionChunk.Size, actionChunk.Size, options);
    }

    /// <inheritdoc/>
    public Module Network => _layers;

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk { get; }

    /// <inheritdoc/>
    public int NoiseBlocks => 1;

    /// <inheritdoc/>
    public Tensor Map(Observation observation, Tensor noise)
    {
        ShapeGuard.Require(noise, [ShapeGuard.Any, ActionChunk.Size]);
        return _layers.Forward(noise.Engine.Concatenate(1, observation.FlattenState(_observationSize), noise));
    }

    /// <inheritdoc/>
    public Tensor Sample(Observation observation, Tensor noise)
    {
        ShapeGuard.Require(noise, [ShapeGuard.Any, 1, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        int batch = noise.Shape[0];
        return Map(observation, noise.Reshape([batch, ActionChunk.Size]))
            .Clamp(ActionChunk.Minimum, ActionChunk.Maximum)
            .Reshape([batch, ActionChunk.Horizon, ActionChunk.ActionDimension]);
    }

    private sealed class Layers : Module
    {
        private readonly Linear[] _maps;
        private readonly ActivationKind _activation;

        public Layers(int inputs, int outputs, OneStepNetworkOptions options)
        {
            int[] widths = [inputs, .. options.HiddenLayers, outputs];
            _activation = options.Activation;
            _maps = new Linear[widths.Length - 1];
            for (int i = 0; i < _maps.Length; i++)
            {
                // Activations, which have no parameters, count in the official names.
                _maps[i] = AddModule($"net.{2 * i}", new Linear(widths[i], widths[i + 1], null, options.Initialization));
            }
        }

        public Tensor Forward(Tensor hidden)
        {
            for (int i = 0; i < _maps.Length; i++)
            {
                hidden = _maps[i].Forward(hidden, i < _maps.Length - 1 ? _activation : ActivationKind.Identity);
            }

            return hidden;
        }
    }
}

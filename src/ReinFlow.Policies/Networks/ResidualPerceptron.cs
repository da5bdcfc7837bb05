using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A linear map, pre-activation residual blocks of one width, and a linear map; keys <c>layers.{i}</c>.</summary>
/// <remarks>
/// y ← y + L₂(act(N₂(L₁(act(N₁(y)))))) for every block; the normalisations N are there only on request. No activation stands
/// before the first block and none after the last one.
/// </remarks>
public sealed class ResidualPerceptron : Perceptron
{
    private readonly Linear _first;
    private readonly Block[] _blocks;
    private readonly Linear _last;
    private readonly LayerNorm? _finalNorm;
    private readonly ActivationKind _outputActivation;

    /// <summary>Initializes a new instance of the <see cref="ResidualPerceptron"/> class.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="options">The layers between them; <see cref="PerceptronOptions.Residual"/> must be set.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public ResidualPerceptron(int inputs, int outputs, PerceptronOptions options)
        : base(inputs, outputs)
    {
        OptionsGuard.Require(options, new PerceptronOptionsValidator());
        if (!options.Residual)
        {
            throw new ArgumentException($"{nameof(options.Residual)} (False) asks for a {nameof(MultilayerPerceptron)}.", nameof(options));
        }

        int width = options.HiddenLayers[0];
        _first = AddModule("layers.0", new Linear(inputs, width));
        _blocks = new Block[options.HiddenLayers.Length / 2];
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = AddModule($"layers.{i + 1}", new Block(width, options));
        }

        _last = AddModule($"layers.{_blocks.Length + 1}", new Linear(width, outputs, options.InitialOutputBias));
        _finalNorm = options.FinalLayerNorm ? AddModule($"layers.{_blocks.Length + 2}", new LayerNorm(outputs)) : null;
        _outputActivation = options.OutputActivation;
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => Continue(_first.Forward(input));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor share) => Continue(_first.Complete(input, 0, share));

    /// <inheritdoc/>
    public override Tensor Share(Tensor input, int firstInput) => _first.Share(input, firstInput);

    private Tensor Continue(Tensor hidden)
    {
        foreach (Block block in _blocks)
        {
            hidden = block.Forward(hidden);
        }

        return _finalNorm is null
            ? _last.Forward(hidden, _outputActivation)
            : _finalNorm.Forward(_last.Forward(hidden)).Activate(_outputActivation);
    }

    private sealed class Block : Module
    {
        /// <summary>The official blocks normalise with this number, not with PyTorch's default of 1e−5.</summary>
        private const float Epsilon = 1e-6f;

        private readonly Linear _map1;
        private readonly Linear _map2;
        private readonly LayerNorm? _norm1;
        private readonly LayerNorm? _norm2;
        private readonly ActivationKind _activation;

        public Block(int width, PerceptronOptions options)
        {
            _map1 = AddModule("l1", new Linear(width, width));
            _map2 = AddModule("l2", new Linear(width, width));
            _activation = options.Activation;
            if (options.LayerNorm)
            {
                _norm1 = AddModule("norm1", new LayerNorm(width, Epsilon));
                _norm2 = AddModule("norm2", new LayerNorm(width, Epsilon));
            }
        }

        public Tensor Forward(Tensor input)
        {
            Tensor inner = (_norm1?.Forward(input) ?? input).Activate(_activation);
            inner = _norm2 is null
                ? _map1.Forward(inner, _activation)
                : _norm2.Forward(_map1.Forward(inner)).Activate(_activation);
            return _map2.Forward(inner, ActivationKind.Identity, input);
        }
    }
}

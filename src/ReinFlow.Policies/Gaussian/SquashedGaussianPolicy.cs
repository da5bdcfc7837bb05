using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A policy whose action is tanh of a normal variable with state-dependent mean and standard deviation (arXiv 1801.01290).</summary>
/// <remarks>
/// With u = mean + std · noise and a = limit · tanh(u), log p(a) = log N(u; mean, std²) − log limit − log(1 − tanh²(u)) per component. The
/// last term is computed as 2 (log 2 − u − softplus(−2u)), which is exact also where tanh is 1 in single precision.
/// </remarks>
public sealed class SquashedGaussianPolicy : IReparameterizedPolicy
{
    private readonly SquashedGaussianHeadOptions _options;
    private readonly GaussianNetwork _network;
    private readonly int _observationSize;
    private readonly float _constant;

    /// <summary>Initializes a new instance of the <see cref="SquashedGaussianPolicy"/> class.</summary>
    /// <param name="actionChunk">The chunk of actions to predict; its bounds become those of the options.</param>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="options">Network and noise.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public SquashedGaussianPolicy(ActionChunkSpec actionChunk, int observationSize, SquashedGaussianHeadOptions options)
    {
        ArgumentNullException.ThrowIfNull(actionChunk);
        _options = OptionsGuard.Require(options, new SquashedGaussianHeadOptionsValidator()) with { };
        ActionChunk = actionChunk with { Minimum = -options.ActionLimit, Maximum = options.ActionLimit };
        _observationSize = observationSize;
        _network = new GaussianNetwork(ActionChunk, observationSize, options.ToGaussian());

        // − ½ log 2π − log limit − 2 log 2, for every component.
        _constant = (float)(-actionChunk.Size * ((0.5 * Math.Log(Math.Tau)) + Math.Log(options.ActionLimit) + (2.0 * Math.Log(2.0))));
    }

    /// <inheritdoc/>
    public Module Network => _network;

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk { get; }

    /// <inheritdoc/>
    public ReparameterizedSample Sample(Observation observation, Tensor noise)
    {
        ShapeGuard.Require(noise, [ShapeGuard.Any, ActionChunk.Size]);
        (Tensor mean, Tensor deviation, _) = _network.Forward(observation);
        Tensor limited = noise.Clamp(-_options.NoiseLimit, _options.NoiseLimit);
        Tensor sample = mean + (deviation * limited);
        Tensor squash = (sample + (sample * -2f).Activate(ActivationKind.Softplus)) * 2f;
        Tensor density = squash - deviation.Log() - (limited.Square() * 0.5f);
        return new ReparameterizedSample(Squash(sample), density.Sum(1) + _constant);
    }

    /// <inheritdoc/>
    public Tensor Center(Observation observation) => Squash(_network.Forward(observation).Mean);

    /// <inheritdoc/>
    public IReparameterizedPolicy CreateTwin() => new SquashedGaussianPolicy(ActionChunk, _observationSize, _options);

    private Tensor Squash(Tensor sample)
    {
        Tensor squashed = sample.Activate(ActivationKind.Tanh);
        return _options.ActionLimit == 1f ? squashed : squashed * _options.ActionLimit;
    }
}

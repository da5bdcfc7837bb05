using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Independent perceptrons that predict the return from observation and actions, joined in this order.</summary>
/// <remarks>
/// A layer of all members is one operation: a product per member, on one input where they share it. Parameters: <c>Q{member}.moduleList.{layer}.linear_1.*</c> and <c>norm_1.*</c>, members
/// counted from 1, as in the official <c>CriticObsAct</c>.
/// </remarks>
public sealed class CriticEnsemble : IActionValueFunction
{
    private readonly CriticEnsembleOptions _options;
    private readonly CriticLayer[] _layers;
    private readonly int _observationSize;
    private readonly int _actionSize;

    /// <summary>Initializes a new instance of the <see cref="CriticEnsemble"/> class.</summary>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="actionSize">The number of components Te·Da of the executed actions of a chunk.</param>
    /// <param name="options">Members and layers.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public CriticEnsemble(int observationSize, int actionSize, CriticEnsembleOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observationSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(actionSize);
        _options = OptionsGuard.Require(options, new CriticEnsembleOptionsValidator()) with { };
        (_observationSize, _actionSize) = (observationSize, actionSize);
        var members = new CriticMember[_options.Members];
        var named = new (string, Module)[members.Length];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = new CriticMember(observationSize + actionSize, _options);
            named[i] = ($"Q{i + 1}", members[i]);
        }

        Network = new ModuleGroup(named);
        _layers = new CriticLayer[_options.HiddenLayers.Length + 1];
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i] = new CriticLayer(members, i, _options);
        }
    }

    /// <inheritdoc/>
    public Module Network { get; }

    /// <inheritdoc/>
    public int Members => _options.Members;

    /// <inheritdoc/>
    public Tensor Values(Observation observation, Tensor actions, ReadOnlySpan<int> members = default)
    {
        ShapeGuard.Require(actions, [ShapeGuard.Any, _actionSize]);
        Tensor hidden = actions.Engine.Concatenate(1, observation.FlattenState(_observationSize), actions);
        foreach (CriticLayer layer in _layers)
        {
            hidden = layer.Forward(hidden, members);
        }

        return hidden.Reshape([hidden.Shape[0], hidden.Shape[1]]);
    }

    /// <inheritdoc/>
    public IActionValueFunction CreateTwin() => new CriticEnsemble(_observationSize, _actionSize, _options);
}

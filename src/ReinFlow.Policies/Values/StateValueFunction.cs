using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Predicts the return from the state with a perceptron; keys <c>Q1.*</c>, as the official <c>CriticObs</c>.</summary>
public sealed class StateValueFunction : IValueFunction
{
    private readonly Perceptron _perceptron;

    /// <summary>Initializes a new instance of the <see cref="StateValueFunction"/> class.</summary>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="options">The layers.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public StateValueFunction(int observationSize, PerceptronOptions options)
    {
        _perceptron = Perceptron.Create(observationSize, 1, options);
        Network = new ModuleGroup(("Q1", _perceptron));
    }

    /// <inheritdoc/>
    public Module Network { get; }

    /// <inheritdoc/>
    public Tensor Value(Observation observation)
    {
        Tensor state = observation.FlattenState(_perceptron.Inputs);
        return _perceptron.Forward(state).Reshape([state.Shape[0]]);
    }
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A feed-forward network between two vectors; the last axis is the vector.</summary>
public abstract class Perceptron : Module
{
    private protected Perceptron(int inputs, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        Inputs = inputs;
        Outputs = outputs;
    }

    /// <summary>Gets the number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Gets the number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>Creates a plain or a residual perceptron, as the options say.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="options">The layers between them.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public static Perceptron Create(int inputs, int outputs, PerceptronOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Residual ? new ResidualPerceptron(inputs, outputs, options) : new MultilayerPerceptron(inputs, outputs, options);
    }

    /// <summary>Evaluates the network.</summary>
    /// <param name="input">The inputs, of shape [..., inputs].</param>
    /// <returns>The outputs, of shape [..., outputs].</returns>
    public abstract Tensor Forward(Tensor input);

    /// <summary>Evaluates the network from some inputs and the share of the others in its first layer.</summary>
    /// <param name="input">The first inputs, of shape [..., n].</param>
    /// <param name="share">The <see cref="Share"/> of those after them, of shape [..., width].</param>
    /// <returns>The outputs, of shape [..., outputs].</returns>
    public abstract Tensor Forward(Tensor input, Tensor share);

    /// <summary>Computes what some inputs contribute to the first layer, so that what many rows have in common is computed once.</summary>
    /// <param name="input">The inputs, of shape [..., n].</param>
    /// <param name="firstInput">The index of the first of them among all inputs.</param>
    /// <returns>The share, of shape [..., width].</returns>
    public abstract Tensor Share(Tensor input, int firstInput);
}

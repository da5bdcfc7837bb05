namespace ReinFlow.Tensors;

/// <summary>Records the operators that its thread computes until it is disposed, so that their result can be differentiated.</summary>
public abstract class GradientTape : IDisposable
{
    /// <summary>Differentiates a loss and adds the result to the gradients of the parameters that it depends on.</summary>
    /// <param name="loss">A tensor with one element, computed while the tape was active.</param>
    /// <exception cref="ArgumentException">The loss has another number of elements than one.</exception>
    public abstract void Backward(Tensor loss);

    /// <summary>Stops recording.</summary>
    public abstract void Dispose();
}

namespace ReinFlow.Tensors;

/// <summary>Records the operators that its thread computes until it is disposed, so that their result can be differentiated.</summary>
public abstract class GradientTape : IDisposable
{
    /// <summary>Differentiates a loss and adds the result to the gradients of the parameters that it depends on.</summary>
    /// <remarks>
    /// A tape is differentiated once: all that was recorded is consumed, also what another loss would have needed. Add several
    /// losses up before the call, or record again.
    /// </remarks>
    /// <param name="loss">A tensor with one element, computed while the tape was active.</param>
    /// <exception cref="ArgumentException">The loss has another number of elements than one, or belongs to another engine.</exception>
    /// <exception cref="InvalidOperationException">
    /// The tape was differentiated before, or the loss depends on parameters of a store that was not listed for
    /// <see cref="TensorEngine.AccumulateGradients"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape was disposed.</exception>
    public abstract void Backward(Tensor loss);

    /// <summary>Stops recording; a second call does nothing.</summary>
    public abstract void Dispose();
}

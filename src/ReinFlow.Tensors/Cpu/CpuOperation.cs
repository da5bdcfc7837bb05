namespace ReinFlow.Tensors.Cpu;

/// <summary>The backward pass of one operator; the forward pass stands beside it in the same class.</summary>
internal abstract class CpuOperation
{
    /// <summary>Adds the gradients of the operands, given that of the result.</summary>
    public abstract void Backward(CpuTensor result, CpuThread thread);
}

namespace ReinFlow.Tensors.Cpu;

/// <summary>An activation function on its own; a linear layer applies its own one.</summary>
internal sealed unsafe class ActivationOperation : CpuOperation
{
    private static readonly ActivationOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, CpuTensor operand, ActivationKind kind)
    {
        CpuTensor result = thread.Create(operand.Shape);
        thread.Kernels.Activate(kind, operand.Data, result.Data, result.Length);
        thread.Record(result, Instance, operand);
        result.Number = (int)kind;
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        // In place, and the operand takes the memory over, unless it has a gradient already.
        float* gradient = result.Gradient;
        CpuTensor operand = result.First!;
        bool accumulate = operand.Gradient != null || operand.GradientBuffer is not null;
        float* target = accumulate ? thread.GradientOf(operand, out _) : gradient;
        thread.Kernels.ActivateBackward(
            (ActivationKind)result.Number, operand.Data, result.Data, gradient, target, result.Length, accumulate);
        operand.Gradient = accumulate ? operand.Gradient : gradient;
    }
}

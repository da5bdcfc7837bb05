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
        float* gradient = thread.GradientOf(result.First, out bool accumulate);
        thread.Kernels.ActivateBackward(
            (ActivationKind)result.Number, result.First!.Data, result.Data, result.Gradient, gradient, result.Length, accumulate);
    }
}

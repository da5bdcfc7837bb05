namespace ReinFlow.Tensors.Cpu;

/// <summary>scale · x + shift.</summary>
internal sealed unsafe class AffineOperation : CpuOperation
{
    private static readonly AffineOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, CpuTensor operand, float scale, float shift)
    {
        CpuTensor result = thread.Create(operand.Shape);
        thread.Kernels.CombineScalar(BinaryOperation.Multiply, operand.Data, scale, result.Data, result.Length);
        if (shift != 0f)
        {
            thread.Kernels.CombineScalar(BinaryOperation.Add, result.Data, shift, result.Data, result.Length);
        }

        thread.Record(result, Instance, operand);
        result.Scalar = scale;
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        float* gradient = thread.GradientOf(result.First, out bool accumulate);
        if (accumulate)
        {
            thread.Kernels.MultiplyAdd(gradient, result.Gradient, result.Scalar, result.Length);
        }
        else
        {
            thread.Kernels.CombineScalar(BinaryOperation.Multiply, result.Gradient, result.Scalar, gradient, result.Length);
        }
    }
}

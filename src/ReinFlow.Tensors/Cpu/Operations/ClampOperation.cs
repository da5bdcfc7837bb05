namespace ReinFlow.Tensors.Cpu;

/// <summary>Elements limited to an interval; the gradient passes inside it, ends included.</summary>
internal sealed unsafe class ClampOperation : CpuOperation
{
    private static readonly ClampOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, CpuTensor operand, float minimum, float maximum)
    {
        CpuTensor result = thread.Create(operand.Shape);
        thread.Kernels.Clamp(operand.Data, minimum, maximum, result.Data, result.Length);
        thread.Record(result, Instance, operand);
        result.Scalar = minimum;
        result.SecondScalar = maximum;
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        CpuTensor operand = result.First!;
        float* gradient = thread.GradientOf(operand, out bool accumulate);
        for (long i = 0; i < result.Length; i++)
        {
            bool isInside = operand.Data[i] >= result.Scalar && operand.Data[i] <= result.SecondScalar;
            gradient[i] = (accumulate ? gradient[i] : 0f) + (isInside ? result.Gradient[i] : 0f);
        }
    }
}

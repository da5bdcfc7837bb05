namespace ReinFlow.Tensors.Cpu;

/// <summary>The exponential, the logarithm or the square, element by element.</summary>
internal sealed unsafe class MapOperation : CpuOperation
{
    private static readonly MapOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, UnaryOperation kind, CpuTensor operand)
    {
        CpuTensor result = thread.Create(operand.Shape);
        thread.Kernels.Apply(kind, operand.Data, result.Data, result.Length);
        thread.Record(result, Instance, operand);
        result.Number = (int)kind;
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        CpuTensor operand = result.First!;
        float* gradient = thread.GradientOf(operand, out bool accumulate);
        KernelSet kernels = thread.Kernels;
        CpuArena.Mark mark = thread.Arena.Position;
        float* share = accumulate ? thread.Arena.Allocate(result.Length) : gradient;
        switch ((UnaryOperation)result.Number)
        {
            case UnaryOperation.Exp:
                kernels.Combine(BinaryOperation.Multiply, result.Gradient, result.Data, share, result.Length);
                break;
            case UnaryOperation.Log:
                kernels.Combine(BinaryOperation.Divide, result.Gradient, operand.Data, share, result.Length);
                break;
            default:
                kernels.Combine(BinaryOperation.Multiply, result.Gradient, operand.Data, share, result.Length);
                kernels.CombineScalar(BinaryOperation.Multiply, share, 2f, share, result.Length);
                break;
        }

        if (accumulate)
        {
            kernels.Combine(BinaryOperation.Add, gradient, share, gradient, result.Length);
        }

        thread.Arena.Rewind(mark);
    }
}

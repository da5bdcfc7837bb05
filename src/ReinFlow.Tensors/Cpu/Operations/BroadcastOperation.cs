namespace ReinFlow.Tensors.Cpu;

/// <summary>An operator of two tensors, element by element, with broadcasting.</summary>
internal sealed unsafe class BroadcastOperation : CpuOperation
{
    private static readonly BroadcastOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, BinaryOperation kind, CpuTensor left, CpuTensor right)
    {
        TensorShape shape = Broadcast.Shape(left.Shape, right.Shape);
        CpuTensor result = thread.Create(shape);
        CpuArena.Mark mark = thread.Arena.Position;
        float* x = Broadcast.Expand(thread, left, shape);
        float* y = Broadcast.Expand(thread, right, shape);
        thread.Kernels.Combine(kind, x, y, result.Data, result.Length);
        thread.Arena.Rewind(mark);
        thread.Record(result, Instance, left, right);
        result.Number = (int)kind;
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        CpuTensor left = result.First!;
        CpuTensor right = result.Second!;
        var kind = (BinaryOperation)result.Number;
        if (kind == BinaryOperation.Add && left.Shape == right.Shape)
        {
            PassToBoth(result, thread);
            return;
        }

        float* leftGradient = thread.GradientOf(left, out bool accumulateLeft);
        float* rightGradient = thread.GradientOf(right, out bool accumulateRight);
        CpuArena.Mark mark = thread.Arena.Position;
        float* x = Broadcast.Expand(thread, left, result.Shape);
        float* y = Broadcast.Expand(thread, right, result.Shape);
        float* share = thread.Arena.Allocate(result.Length);
        if (leftGradient != null)
        {
            DifferentiateLeft(thread.Kernels, kind, x, y, result.Gradient, share, result.Length);
            Broadcast.Reduce(thread, share, result.Shape, leftGradient, left.Shape, accumulateLeft);
        }

        if (rightGradient != null)
        {
            DifferentiateRight(thread.Kernels, kind, x, y, result, share);
            Broadcast.Reduce(thread, share, result.Shape, rightGradient, right.Shape, accumulateRight);
        }

        thread.Arena.Rewind(mark);
    }

    private static void PassToBoth(CpuTensor result, CpuThread thread)
    {
        if (!result.First!.NeedsGradient)
        {
            thread.PassGradient(result, result.Second);
            return;
        }

        // The right one before, since the left one may take the memory over.
        float* gradient = thread.GradientOf(result.Second, out bool accumulate);
        if (gradient != null && accumulate)
        {
            thread.Kernels.Combine(BinaryOperation.Add, gradient, result.Gradient, gradient, result.Length);
        }
        else if (gradient != null)
        {
            KernelSet.Copy(result.Gradient, gradient, result.Length);
        }

        thread.PassGradient(result, result.First);
    }

    private static void DifferentiateLeft(KernelSet kernels, BinaryOperation kind, float* x, float* y, float* gradient, float* share, long length)
    {
        switch (kind)
        {
            case BinaryOperation.Multiply:
                kernels.Combine(BinaryOperation.Multiply, gradient, y, share, length);
                break;
            case BinaryOperation.Divide:
                kernels.Combine(BinaryOperation.Divide, gradient, y, share, length);
                break;
            case BinaryOperation.Minimum:
                Choose(x, y, gradient, share, length);
                break;
            case BinaryOperation.Maximum:
                Choose(y, x, gradient, share, length);
                break;
            default:
                KernelSet.Copy(gradient, share, length);
                break;
        }
    }

    private static void DifferentiateRight(KernelSet kernels, BinaryOperation kind, float* x, float* y, CpuTensor result, float* share)
    {
        long length = result.Length;
        switch (kind)
        {
            case BinaryOperation.Subtract:
                kernels.CombineScalar(BinaryOperation.Multiply, result.Gradient, -1f, share, length);
                break;
            case BinaryOperation.Multiply:
                kernels.Combine(BinaryOperation.Multiply, result.Gradient, x, share, length);
                break;
            case BinaryOperation.Divide:
                // d(x / y) / dy = −(x / y) / y
                kernels.Combine(BinaryOperation.Multiply, result.Gradient, result.Data, share, length);
                kernels.Combine(BinaryOperation.Divide, share, y, share, length);
                kernels.CombineScalar(BinaryOperation.Multiply, share, -1f, share, length);
                break;
            case BinaryOperation.Minimum:
                Choose(y, x, result.Gradient, share, length);
                break;
            case BinaryOperation.Maximum:
                Choose(x, y, result.Gradient, share, length);
                break;
            default:
                KernelSet.Copy(result.Gradient, share, length);
                break;
        }
    }

    private static void Choose(float* smaller, float* larger, float* gradient, float* share, long length)
    {
        for (long i = 0; i < length; i++)
        {
            share[i] = smaller[i] < larger[i] ? gradient[i] : smaller[i] == larger[i] ? 0.5f * gradient[i] : 0f;
        }
    }
}

namespace ReinFlow.Tensors.Cpu;

/// <summary>The sums of all pairs of rows of two matrices.</summary>
internal sealed unsafe class PairwiseSumOperation : CpuOperation
{
    private static readonly PairwiseSumOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, CpuTensor left, CpuTensor right)
    {
        if (left.Shape.Rank != 2 || right.Shape.Rank != 2 || left.Shape[1] != right.Shape[1])
        {
            throw new ArgumentException($"Pairs of rows need matrices of the same width, not {left.Shape} and {right.Shape}.");
        }

        int columns = left.Shape[1];
        int inner = right.Shape[0];
        CpuTensor result = thread.Create([left.Shape[0] * inner, columns]);
        for (int row = 0; row < left.Shape[0]; row++)
        {
            float* block = result.Data + ((long)row * inner * columns);
            thread.Kernels.CombineRow(BinaryOperation.Add, right.Data, left.Data + ((long)row * columns), block, inner, columns);
        }

        thread.Record(result, Instance, left, right);
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        CpuTensor left = result.First!;
        CpuTensor right = result.Second!;
        float* leftGradient = Begin(thread, left);
        float* rightGradient = Begin(thread, right);
        int inner = right.Shape[0];
        int columns = result.Shape[1];
        for (int row = 0; row < left.Shape[0]; row++)
        {
            float* block = result.Gradient + ((long)row * inner * columns);
            if (leftGradient != null)
            {
                thread.Kernels.ColumnSumAccumulate(block, inner, columns, columns, leftGradient + ((long)row * columns));
            }

            if (rightGradient != null)
            {
                thread.Kernels.Combine(BinaryOperation.Add, rightGradient, block, rightGradient, (long)inner * columns);
            }
        }
    }

    private static float* Begin(CpuThread thread, CpuTensor operand)
    {
        float* gradient = thread.GradientOf(operand, out bool accumulate);
        if (!accumulate)
        {
            KernelSet.Fill(gradient, 0f, operand.Length);
        }

        return gradient;
    }
}

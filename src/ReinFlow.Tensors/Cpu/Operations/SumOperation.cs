namespace ReinFlow.Tensors.Cpu;

/// <summary>The sum over one axis.</summary>
internal sealed unsafe class SumOperation : CpuOperation
{
    private static readonly SumOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, CpuTensor operand, int axis)
    {
        AxisView view = AxisView.Of(operand.Shape, axis);
        CpuTensor result = thread.Create(operand.Shape.Without(axis));
        if (view.Inner == 1)
        {
            for (int i = 0; i < view.Outer; i++)
            {
                result.Data[i] = (float)Reductions.Sum(operand.Data + ((long)i * view.Length), view.Length);
            }
        }
        else
        {
            result.Span.Clear();
            for (int i = 0; i < view.Outer; i++)
            {
                thread.Kernels.ColumnSumAccumulate(
                    operand.Data + ((long)i * view.Length * view.Inner), view.Length, view.Inner, view.Inner, result.Data + ((long)i * view.Inner));
            }
        }

        thread.Record(result, Instance, operand);
        result.Number = view.Axis;
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        CpuTensor operand = result.First!;
        float* gradient = thread.GradientOf(operand, out bool accumulate);
        if (!accumulate)
        {
            KernelSet.Fill(gradient, 0f, operand.Length);
        }

        AxisView view = AxisView.Of(operand.Shape, result.Number);
        for (int i = 0; i < view.Outer; i++)
        {
            float* target = gradient + ((long)i * view.Length * view.Inner);
            float* source = result.Gradient + ((long)i * view.Inner);
            if (view.Inner == 1)
            {
                thread.Kernels.CombineScalar(BinaryOperation.Add, target, *source, target, view.Length);
            }
            else
            {
                Strided.Add(source, 0, target, view.Inner, view.Length, view.Inner);
            }
        }
    }
}

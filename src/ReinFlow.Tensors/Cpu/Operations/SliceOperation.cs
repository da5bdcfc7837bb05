namespace ReinFlow.Tensors.Cpu;

/// <summary>A range of one axis.</summary>
internal sealed unsafe class SliceOperation : CpuOperation
{
    private static readonly SliceOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, CpuTensor operand, int axis, int start, int length)
    {
        AxisView view = AxisView.Of(operand.Shape, axis);
        if (start < 0 || length < 1 || start + length > view.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"The range {start} … {start + length - 1} does not lie in axis {view.Axis} of {operand.Shape}.");
        }

        CpuTensor result = thread.Create(operand.Shape.With(axis, length));
        Strided.Copy(operand.Data + ((long)start * view.Inner), (long)view.Length * view.Inner, result.Data, (long)length * view.Inner, view.Outer, length * view.Inner);
        thread.Record(result, Instance, operand);
        result.Number = view.Axis;
        result.SecondNumber = start;
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
        int run = result.Shape[result.Number] * view.Inner;
        Strided.Add(result.Gradient, run, gradient + ((long)result.SecondNumber * view.Inner), (long)view.Length * view.Inner, view.Outer, run);
    }
}

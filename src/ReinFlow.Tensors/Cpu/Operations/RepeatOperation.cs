namespace ReinFlow.Tensors.Cpu;

/// <summary>Repeats the entries of the first axis, one by one (a a b b) or as a whole (a b a b).</summary>
internal sealed unsafe class RepeatOperation : CpuOperation
{
    private static readonly RepeatOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, CpuTensor operand, int count, bool whole)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfZero(operand.Shape.Rank, nameof(operand));
        if (count == 1)
        {
            return operand;
        }

        CpuTensor result = thread.Create(operand.Shape.With(0, operand.Shape[0] * count));
        (int outer, int run) = Layout(operand, whole);
        for (int i = 0; i < outer; i++)
        {
            Strided.Copy(operand.Data + ((long)i * run), 0, result.Data + ((long)i * count * run), run, count, run);
        }

        thread.Record(result, Instance, operand);
        result.Number = count;
        result.SecondNumber = whole ? 1 : 0;
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

        (int outer, int run) = Layout(operand, result.SecondNumber == 1);
        for (int i = 0; i < outer; i++)
        {
            Strided.Add(result.Gradient + ((long)i * result.Number * run), run, gradient + ((long)i * run), 0, result.Number, run);
        }
    }

    private static (int Outer, int Run) Layout(CpuTensor operand, bool whole) =>
        whole ? (1, (int)operand.Length) : (operand.Shape[0], operand.Shape[0] == 0 ? 0 : (int)operand.Length / operand.Shape[0]);
}

namespace ReinFlow.Tensors.Cpu;

/// <summary>The same elements under another shape, without a copy.</summary>
internal sealed unsafe class ShapeOperation : CpuOperation
{
    private static readonly ShapeOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, CpuTensor operand, TensorShape shape)
    {
        if (shape.ElementCount != operand.Shape.ElementCount)
        {
            throw new ArgumentException($"A tensor of shape {operand.Shape} cannot be read as {shape}: the numbers of elements differ.");
        }

        CpuTensor result = thread.CreateView(operand, shape);
        thread.Record(result, Instance, operand);
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread) => thread.PassGradient(result, result.First);
}

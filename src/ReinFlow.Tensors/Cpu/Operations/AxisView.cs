namespace ReinFlow.Tensors.Cpu;

/// <summary>A shape seen from one axis: the elements before it, on it and after it.</summary>
internal readonly record struct AxisView(int Axis, int Outer, int Length, int Inner)
{
    public static AxisView Of(TensorShape shape, int axis)
    {
        int index = axis < 0 ? axis + shape.Rank : axis;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)shape.Rank, nameof(axis));
        int outer = 1;
        int inner = 1;
        for (int i = 0; i < shape.Rank; i++)
        {
            outer *= i < index ? shape[i] : 1;
            inner *= i > index ? shape[i] : 1;
        }

        return new AxisView(index, outer, shape[index], inner);
    }
}

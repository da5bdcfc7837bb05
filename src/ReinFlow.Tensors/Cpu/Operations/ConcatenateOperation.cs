namespace ReinFlow.Tensors.Cpu;

/// <summary>Tensors joined along one axis.</summary>
internal sealed unsafe class ConcatenateOperation : CpuOperation
{
    private static readonly ConcatenateOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, int axis, ReadOnlySpan<Tensor> parts, CpuEngine engine)
    {
        if (parts.IsEmpty)
        {
            throw new ArgumentException("There is nothing to join.", nameof(parts));
        }

        TensorShape first = parts[0].Shape;
        AxisView view = AxisView.Of(first, axis);
        int length = 0;
        foreach (Tensor part in parts)
        {
            if (part.Shape.Rank != first.Rank || part.Shape.With(view.Axis, view.Length) != first)
            {
                throw new ArgumentException($"The shapes {first} and {part.Shape} cannot be joined along axis {view.Axis}.", nameof(parts));
            }

            length += part.Shape[view.Axis];
        }

        CpuTensor result = thread.Create(first.With(view.Axis, length));
        Span<CpuTensor> kept = result.KeepParts(parts.Length);
        long offset = 0;
        bool wanted = false;
        for (int i = 0; i < parts.Length; i++)
        {
            CpuTensor part = engine.Own(parts[i]);
            int run = part.Shape[view.Axis] * view.Inner;
            Strided.Copy(part.Data, run, result.Data + offset, (long)length * view.Inner, view.Outer, run);
            offset += run;
            kept[i] = part;
            wanted |= part.NeedsGradient;
        }

        if (wanted)
        {
            thread.Record(result, Instance, result.FirstPartWithGradient());
        }

        result.Number = view.Axis;
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        AxisView view = AxisView.Of(result.Shape, result.Number);
        long offset = 0;
        foreach (CpuTensor part in result.Parts)
        {
            int run = part.Shape[view.Axis] * view.Inner;
            float* gradient = thread.GradientOf(part, out bool accumulate);
            if (gradient != null)
            {
                float* share = result.Gradient + offset;
                long stride = (long)view.Length * view.Inner;
                if (accumulate)
                {
                    Strided.Add(share, stride, gradient, run, view.Outer, run);
                }
                else
                {
                    Strided.Copy(share, stride, gradient, run, view.Outer, run);
                }
            }

            offset += run;
        }
    }
}

using ReinFlow.Tensors;

namespace ReinFlow.Export;

/// <summary>A tensor that is either known while a sampler is traced, or a value of the ONNX graph.</summary>
internal sealed class TracedTensor : Tensor
{
    private readonly SamplerTracer _engine;

    public TracedTensor(SamplerTracer engine, Tensor constant) => (_engine, Constant, Shape) = (engine, constant, constant.Shape);

    public TracedTensor(SamplerTracer engine, string name, TensorShape shape) => (_engine, Name, Shape) = (engine, name, shape);

    public override TensorEngine Engine => _engine;

    public override TensorShape Shape { get; }

    public override bool RequiresGradient => false;

    /// <summary>Gets the tensor with the elements, or null if only the graph will know them.</summary>
    public Tensor? Constant { get; }

    /// <summary>Gets the name in the graph of a tensor that is not known.</summary>
    public string? Name { get; }

    /// <summary>Gets what the tensor was joined from, so that a part of it need not wait for the others.</summary>
    public (int Axis, TracedTensor[] Parts)? Joined { get; init; }

    public override void CopyTo(Span<float> destination) => Known().CopyTo(destination);

    public override void CopyFrom(ReadOnlySpan<float> source) => Known().CopyFrom(source);

    public override void Dispose() => Constant?.Dispose();

    /// <summary>Finds the part that a slice consists of, or returns null if it spans several or parts of them.</summary>
    public TracedTensor? FindPart(int axis, int start, int length)
    {
        if (Joined is not { } joined || joined.Axis != axis)
        {
            return null;
        }

        int position = 0;
        foreach (TracedTensor part in joined.Parts)
        {
            if (position == start && part.Shape[axis] == length)
            {
                return part;
            }

            position += part.Shape[axis];
        }

        return null;
    }

    private Tensor Known() => Constant ?? throw new NotSupportedException(
        "The policy looks at numbers that depend on its inputs while it computes, which cannot be exported to ONNX.");
}

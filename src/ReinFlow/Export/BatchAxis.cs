using ReinFlow.Tensors;

namespace ReinFlow.Export;

/// <summary>How a trace tells the axis of the batch, whose length is unknown, from all others: it has the length of a large prime.</summary>
internal static class BatchAxis
{
    /// <summary>The rows of a traced batch.</summary>
    public const int Length = 8191;

    /// <summary>Tells whether a length counts the rows of a batch, or a multiple of them.</summary>
    public static bool Counts(int length) => length > 0 && length % Length == 0;

    /// <summary>Tells whether any axis counts the rows of a batch.</summary>
    public static bool IsIn(TensorShape shape) => shape.ToArray().Any(Counts);

    /// <summary>Gets a shape for the operator Reshape, which finds the axis of the batch by itself.</summary>
    /// <exception cref="NotSupportedException">More than one axis counts the rows.</exception>
    public static long[] Open(params ReadOnlySpan<int> axes)
    {
        long[] open = new long[axes.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            open[i] = Counts(axes[i]) ? -1 : axes[i];
        }

        return open.Count(length => length < 0) <= 1
            ? open
            : throw new NotSupportedException($"The shape {TensorShape.Create(axes)} has the batch on two axes, which an ONNX file cannot say.");
    }

    /// <summary>Throws if a length that does not depend on the batch looks as if it did.</summary>
    /// <exception cref="NotSupportedException">It does.</exception>
    public static void Refuse(TensorShape shape)
    {
        if (IsIn(shape))
        {
            throw new NotSupportedException(
                $"The policy has a tensor of shape {shape}. Lengths that are multiples of {Length} cannot be exported. Choose another width.");
        }
    }
}

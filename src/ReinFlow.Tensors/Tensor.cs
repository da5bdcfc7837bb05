namespace ReinFlow.Tensors;

/// <summary>A float32 tensor, row-major, that lives in the memory of its <see cref="TensorEngine"/>.</summary>
/// <remarks>
/// A tensor made inside a <see cref="TensorScope"/> dies with the scope; one made outside lives until it is disposed.
/// Operators return new tensors and leave their operands as they are. They are recorded for differentiation only while a
/// <see cref="GradientTape"/> is active and one of the operands requires a gradient.
/// </remarks>
/// <threadsafety>Reading is thread-safe; a tensor belongs to the scope of the thread that made it.</threadsafety>
public abstract partial class Tensor : IDisposable
{
    /// <summary>Gets the engine that made the tensor and computes with it.</summary>
    public abstract TensorEngine Engine { get; }

    /// <summary>Gets the lengths of the axes.</summary>
    public abstract TensorShape Shape { get; }

    /// <summary>Gets whether a gradient flows to the tensor while a tape is active.</summary>
    public abstract bool RequiresGradient { get; }

    /// <summary>Copies the elements to the caller's memory.</summary>
    /// <param name="destination">Receives <see cref="TensorShape.ElementCount"/> numbers.</param>
    public abstract void CopyTo(Span<float> destination);

    /// <summary>Replaces the elements.</summary>
    /// <param name="source"><see cref="TensorShape.ElementCount"/> numbers.</param>
    public abstract void CopyFrom(ReadOnlySpan<float> source);

    /// <summary>Gets the elements as an array.</summary>
    /// <returns>A new array.</returns>
    public float[] ToArray()
    {
        float[] values = new float[Shape.ElementCount];
        CopyTo(values);
        return values;
    }

    /// <summary>Gets the only element.</summary>
    /// <returns>The element.</returns>
    /// <exception cref="InvalidOperationException">The tensor has another number of elements than one.</exception>
    public float ToSingle()
    {
        if (Shape.ElementCount != 1)
        {
            throw new InvalidOperationException($"A tensor of shape {Shape} is not a single number. Reduce it with Sum() or Mean() first.");
        }

        Span<float> value = stackalloc float[1];
        CopyTo(value);
        return value[0];
    }

    /// <summary>Releases the memory of a tensor that belongs to no scope; does nothing for one that does.</summary>
    public abstract void Dispose();
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Numbers drawn for a minibatch, which its micro-batches read; the memory grows to the largest minibatch.</summary>
internal sealed class DrawBuffer
{
    private float[] _values = [];

    /// <summary>Makes room.</summary>
    /// <param name="length">The number of numbers.</param>
    /// <returns>The memory to fill.</returns>
    public Span<float> Prepare(int length)
    {
        if (_values.Length < length)
        {
            _values = new float[length];
        }

        return _values.AsSpan(0, length);
    }

    /// <summary>Copies the numbers of a micro-batch to a tensor.</summary>
    /// <param name="engine">The engine of the tensor.</param>
    /// <param name="batch">The range of samples.</param>
    /// <param name="shape">The shape, samples first.</param>
    /// <returns>The tensor.</returns>
    public Tensor Read(TensorEngine engine, MicroBatch batch, TensorShape shape)
    {
        int perSample = shape.ElementCount / shape[0];
        return engine.FromValues(_values.AsSpan(batch.Start * perSample, shape.ElementCount), shape);
    }
}

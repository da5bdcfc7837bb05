using ReinFlow.Formats;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Collects flat buffers under PyTorch's names and writes them as safetensors.</summary>
internal sealed class ParameterFile
{
    private readonly SafetensorsWriter _writer = new();

    /// <summary>Adds a buffer that has the layout of a store.</summary>
    /// <param name="prefix">What stands before the names.</param>
    /// <param name="store">The store.</param>
    /// <param name="buffer">The buffer: values, an average, a moment.</param>
    /// <returns>The same collection.</returns>
    public ParameterFile Add(string prefix, ParameterStore store, Tensor buffer)
    {
        foreach (NamedValues values in store.Export(buffer))
        {
            _writer.Add(prefix + values.Name, values.Shape.ToArray(), values.Values);
        }

        return this;
    }

    /// <summary>Adds both moments of an optimiser.</summary>
    /// <param name="prefix">What stands before the names.</param>
    /// <param name="store">The store that it updates.</param>
    /// <param name="optimizer">The optimiser.</param>
    /// <returns>The same collection.</returns>
    public ParameterFile AddMoments(string prefix, ParameterStore store, AdamW optimizer) =>
        Add(prefix + "first_moment.", store, optimizer.FirstMoment).Add(prefix + "second_moment.", store, optimizer.SecondMoment);

    /// <summary>Makes a part of a checkpoint.</summary>
    /// <param name="fileName">The name of the file.</param>
    /// <returns>The part.</returns>
    public CheckpointPart Part(string fileName) => new(fileName, _writer.Save);
}

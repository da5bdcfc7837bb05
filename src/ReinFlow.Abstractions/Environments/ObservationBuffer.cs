namespace ReinFlow.Environments;

/// <summary>The place into which an environment writes an observation.</summary>
public readonly ref struct ObservationBuffer
{
    /// <summary>Initializes a new instance of the <see cref="ObservationBuffer"/> struct.</summary>
    /// <param name="state">Receives the state, <see cref="EnvironmentSpec.ObservationDimension"/> numbers.</param>
    /// <param name="images">Receives the images as bytes; empty where the environment has none.</param>
    public ObservationBuffer(Span<float> state, Span<byte> images = default)
    {
        State = state;
        Images = images;
    }

    /// <summary>Gets the block for the state, in the environment's own units.</summary>
    public Span<float> State { get; }

    /// <summary>Gets the block for the images, of shape [channel, height, width].</summary>
    public Span<byte> Images { get; }
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Reads observations as the networks need them.</summary>
internal static class ObservationExtensions
{
    /// <summary>Flattens states with their history, oldest first.</summary>
    /// <param name="observation">The observations.</param>
    /// <param name="size">The expected number of components To·Do.</param>
    /// <returns>The states, of shape [batch, To·Do].</returns>
    /// <exception cref="ArgumentException">The states have another number of components.</exception>
    public static Tensor FlattenState(this in Observation observation, int size)
    {
        TensorShape shape = observation.State.Shape;
        if (shape.Rank != 3 || shape[1] * shape[2] != size)
        {
            throw new ArgumentException(
                $"The states have shape {shape}, but the network was made for [batch, history, features] with history × features = {size}.",
                nameof(observation));
        }

        return observation.State.Reshape([shape[0], size]);
    }
}

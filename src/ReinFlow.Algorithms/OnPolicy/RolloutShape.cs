using ReinFlow.Policies;

namespace ReinFlow.Algorithms;

/// <summary>The sizes of a rollout.</summary>
/// <param name="Decisions">The number of decisions T of every environment.</param>
/// <param name="Environments">The number of environments E.</param>
/// <param name="ObservationHistory">The number of observations To that one decision sees.</param>
/// <param name="ObservationDimension">The number of features Do of one observation.</param>
/// <param name="DenoisingSteps">The number of denoising steps K that have a density.</param>
/// <param name="ActionChunk">The chunk of actions.</param>
public sealed record RolloutShape(
    int Decisions,
    int Environments,
    int ObservationHistory,
    int ObservationDimension,
    int DenoisingSteps,
    ActionChunkSpec ActionChunk)
{
    /// <summary>Gets the number of samples T·E; decision t of environment e is sample t·E + e.</summary>
    public int Samples => checked(Decisions * Environments);

    /// <summary>Gets the numbers of one stacked observation.</summary>
    public int ObservationSize => ObservationHistory * ObservationDimension;

    /// <summary>Gets the number of states of one denoising chain, the start first and the action chunk last.</summary>
    /// <value>The default is one more than <see cref="DenoisingSteps"/>.</value>
    public int ChainStates { get; init; } = DenoisingSteps + 1;

    /// <summary>Gets the numbers of one denoising chain.</summary>
    public int ChainSize => ChainStates * ActionChunk.Size;
}

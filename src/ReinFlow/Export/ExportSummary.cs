using ReinFlow.Policies;

namespace ReinFlow.Export;

/// <summary>What an exported model takes and gives.</summary>
/// <param name="ObservationHistory">The observations that it sees.</param>
/// <param name="ObservationDimension">The features of one observation.</param>
/// <param name="ActionChunk">The sizes of an action chunk.</param>
/// <param name="NoiseSteps">The steps that need noise of their own, the axis of the input <c>step_noise</c>, or 0 without such an input.</param>
/// <param name="DenoisingSteps">The denoising steps.</param>
public sealed record ExportSummary(
    int ObservationHistory, int ObservationDimension, ActionChunkSpec ActionChunk, int NoiseSteps, int DenoisingSteps);

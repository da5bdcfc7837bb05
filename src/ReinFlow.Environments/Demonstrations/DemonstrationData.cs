namespace ReinFlow.Demonstrations;

/// <summary>The rows of all episodes one after another, normalised, and where the episodes end.</summary>
internal sealed record DemonstrationData(float[] Observations, int ObservationDimension, float[] Actions, int ActionDimension, int[] EpisodeLengths);

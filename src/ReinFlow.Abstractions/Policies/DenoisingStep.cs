namespace ReinFlow.Policies;

/// <summary>One step of the map from noise to action.</summary>
/// <param name="Index">The zero-based index of the step.</param>
/// <param name="Time">The flow time t at which the velocity is evaluated; 0 is noise, 1 is data.</param>
/// <param name="StepSize">The flow time Δt that the step covers.</param>
/// <remarks>A rectified flow reads <paramref name="Time"/>; a shortcut model also reads <paramref name="StepSize"/>: one struct serves both.</remarks>
public readonly record struct DenoisingStep(int Index, float Time, float StepSize);

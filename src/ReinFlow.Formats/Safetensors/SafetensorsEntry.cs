namespace ReinFlow.Formats;

/// <summary>One array of a safetensors file and where its bytes lie, counted from the end of the header.</summary>
internal sealed record SafetensorsEntry(TensorInfo Info, long Start, long End);

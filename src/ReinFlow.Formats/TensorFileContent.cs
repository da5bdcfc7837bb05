namespace ReinFlow.Formats;

/// <summary>What a file with arrays contains.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Kind">Its kind, found by content.</param>
/// <param name="Entries">Its arrays in the order of the file; those of a PyTorch checkpoint by path, for example <c>model/network.weight</c>.</param>
/// <param name="Metadata">Texts of a safetensors header, or the numbers and texts of a PyTorch checkpoint by path; empty for NumPy files.</param>
public sealed record TensorFileContent(
    string Path, TensorFileKind Kind, IReadOnlyList<TensorInfo> Entries, IReadOnlyList<KeyValuePair<string, string>> Metadata);

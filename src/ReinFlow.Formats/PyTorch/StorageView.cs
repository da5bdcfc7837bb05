namespace ReinFlow.Formats;

/// <summary>A storage of a PyTorch file: the elements that tensors are views of.</summary>
internal sealed record StorageView(TensorDataType DataType, ReadOnlyMemory<byte> Bytes, long Count);

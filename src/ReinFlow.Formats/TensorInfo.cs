using System.Collections.Immutable;

namespace ReinFlow.Formats;

/// <summary>What a file says about one array, without its values.</summary>
/// <param name="Name">Name of the array in its file.</param>
/// <param name="Shape">Extent of every axis; empty for a single number.</param>
/// <param name="DataType">Element type.</param>
/// <param name="DataTypeName">Element type as the file spells it, for example <c>&lt;f4</c> or <c>BF16</c>.</param>
public sealed record TensorInfo(string Name, ImmutableArray<int> Shape, TensorDataType DataType, string DataTypeName)
{
    /// <summary>The shape in the usual notation, for example <c>[35, 5]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {ShapeText} {DataTypeName}";
}

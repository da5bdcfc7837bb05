namespace ReinFlow.Tensors.Cpu;

/// <summary>A function of two arrays, element by element.</summary>
internal enum BinaryOperation
{
    Add,
    Subtract,
    Multiply,
    Divide,

    /// <summary>The smaller value; NaN if either is NaN.</summary>
    Minimum,

    /// <summary>The larger value; NaN if either is NaN.</summary>
    Maximum,

    /// <summary>Second minus first, for broadcasts that stand on the left.</summary>
    ReversedSubtract,

    /// <summary>Second over first, for broadcasts that stand on the left.</summary>
    ReversedDivide,
}

using System.Diagnostics.CodeAnalysis;

namespace ReinFlow.Formats;

/// <summary>Element type of a stored array.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The formats name their element types so.")]
public enum TensorDataType
{
    /// <summary>A type that can be listed but not read, such as text, complex numbers or objects.</summary>
    Unknown,

    /// <summary>IEEE 754 half precision, 16 bits.</summary>
    Float16,

    /// <summary>The upper 16 bits of a single-precision number.</summary>
    BFloat16,

    /// <summary>IEEE 754 single precision, 32 bits.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, 64 bits.</summary>
    Float64,

    /// <summary>Signed integer, 32 bits.</summary>
    Int32,

    /// <summary>Signed integer, 64 bits.</summary>
    Int64,

    /// <summary>Unsigned integer, 8 bits.</summary>
    UInt8,

    /// <summary>Truth value, one byte each.</summary>
    Bool,
}

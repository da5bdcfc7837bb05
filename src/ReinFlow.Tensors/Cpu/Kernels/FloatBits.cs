namespace ReinFlow.Tensors.Cpu;

/// <summary>The bit layout of a 32-bit float.</summary>
internal static class FloatBits
{
    public const int MantissaBits = 23;

    public const int ExponentBias = 127;

    /// <summary>The bits of √½, rounded down.</summary>
    public const int RootHalf = 0x3f3504f3;
}

namespace ReinFlow.Tensors;

/// <summary>The vector instructions that the CPU engine's kernels are compiled for.</summary>
/// <remarks>Results of two instruction sets agree within rounding, not bit for bit.</remarks>
public enum InstructionSet
{
    /// <summary>Whatever vector width the runtime offers on this processor; runs everywhere.</summary>
    Portable,

    /// <summary>256-bit vectors with fused multiply-add (x86-64 since 2013).</summary>
    Avx2,

    /// <summary>512-bit vectors (recent x86-64 server processors).</summary>
    Avx512,
}

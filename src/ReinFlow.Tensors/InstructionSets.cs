using System.Runtime.Intrinsics.X86;

namespace ReinFlow.Tensors;

/// <summary>Tells which vector instructions this processor can run.</summary>
public static class InstructionSets
{
    /// <summary>The fastest instruction set that this processor supports.</summary>
    public static InstructionSet Best =>
        IsSupported(InstructionSet.Avx512) ? InstructionSet.Avx512
        : IsSupported(InstructionSet.Avx2) ? InstructionSet.Avx2
        : InstructionSet.Portable;

    /// <summary>Whether this processor can run the given instruction set.</summary>
    /// <param name="instructionSet">The instruction set asked about.</param>
    /// <returns><see langword="true"/> if kernels compiled for it can be used.</returns>
    public static bool IsSupported(InstructionSet instructionSet) => instructionSet switch
    {
        InstructionSet.Portable => true,
        InstructionSet.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        InstructionSet.Avx512 => Avx512F.IsSupported,
        _ => false,
    };
}

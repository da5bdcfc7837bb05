using System.Collections;

namespace ReinFlow.Tensors.Tests.Kernels;

/// <summary>One fixture for every instruction set that this processor runs.</summary>
internal sealed class SupportedInstructionSets : IEnumerable
{
    public IEnumerator GetEnumerator() => Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported).GetEnumerator();
}

namespace ReinFlow.Environments.MuJoCo;

/// <summary>Byte offsets of <see cref="LayoutMember"/>s in mjModel and mjData, which have no getters and move with every release.</summary>
internal sealed class MemoryLayout
{
    public static readonly int MemberCount = Enum.GetValues<LayoutMember>().Length;

    private readonly int[] _offsets;

    public MemoryLayout(ReadOnlySpan<int> offsets) => _offsets = offsets.ToArray();

    public int this[LayoutMember member] => _offsets[(int)member];

    /// <summary>Returns the first member on which two layouts disagree, or <see langword="null"/>.</summary>
    public LayoutMember? FirstDifference(MemoryLayout other)
    {
        int index = _offsets.AsSpan().CommonPrefixLength(other._offsets);
        return index < MemberCount ? (LayoutMember)index : null;
    }

    /// <summary>Reads a size member of mjModel.</summary>
    public unsafe int ReadSize(byte* model, LayoutMember member)
    {
        byte* address = model + this[member];
        return this[LayoutMember.IntegerSize] == sizeof(long) ? checked((int)*(long*)address) : *(int*)address;
    }

    /// <summary>Reads an array member of mjModel or mjData.</summary>
    public unsafe double* ReadArray(byte* structure, LayoutMember member) => *(double**)(structure + this[member]);
}

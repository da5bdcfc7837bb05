namespace ReinFlow.Tensors.Cpu;

/// <summary>The checked operands of a layer that every member of an ensemble has for itself: the input, then all first, then all second parameters.</summary>
internal static class EnsembleOperands
{
    /// <summary>Lets a result remember its operands.</summary>
    /// <returns>Whether one of them needs a gradient.</returns>
    public static bool Keep(CpuEngine engine, CpuTensor result, CpuTensor input, ReadOnlySpan<Tensor> first, ReadOnlySpan<Tensor> second)
    {
        int count = 1 + first.Length + second.Length;
        Span<CpuTensor> parts = result.KeepParts(count);
        parts[0] = input;
        bool wanted = input.NeedsGradient;
        for (int i = 0; i < first.Length + second.Length; i++)
        {
            CpuTensor part = engine.Own(i < first.Length ? first[i] : second[i - first.Length]);
            parts[1 + i] = part;
            wanted |= part.NeedsGradient;
        }

        return wanted;
    }

    /// <exception cref="ArgumentException">There are no members, or they are not of the same kind.</exception>
    public static void Check(ReadOnlySpan<Tensor> first, ReadOnlySpan<Tensor> second, string names)
    {
        if (first.IsEmpty || first.Length != second.Length)
        {
            throw new ArgumentException(
                $"Every member of an ensemble needs {names}, but there are {first.Length} and {second.Length}.");
        }

        for (int i = 1; i < first.Length; i++)
        {
            if (first[i].Shape != first[0].Shape || second[i].Shape != second[0].Shape)
            {
                throw new ArgumentException(
                    $"All members of an ensemble have layers of the same size, but member {i} has {first[i].Shape} and {second[i].Shape} " +
                    $"and member 0 has {first[0].Shape} and {second[0].Shape}.");
            }
        }
    }

    /// <summary>Refuses an input that is neither shared by the members nor made of one block for each.</summary>
    public static void CheckInput(CpuTensor input, int members, int features, bool mayBeShared)
    {
        bool shared = mayBeShared && input.Shape.Rank == 2;
        bool own = input.Shape.Rank == 3 && input.Shape[0] == members;
        if (!(shared || own) || input.Shape.LastAxis != features)
        {
            string alternative = mayBeShared ? $" or, shared by all members, [rows, {features}]" : string.Empty;
            throw new ArgumentException(
                $"An ensemble of {members} takes an input [{members}, rows, {features}]{alternative}, but it has shape {input.Shape}.");
        }
    }
}

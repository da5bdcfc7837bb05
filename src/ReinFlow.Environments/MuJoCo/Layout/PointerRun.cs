namespace ReinFlow.Environments.MuJoCo;

/// <summary>The consecutive array pointers of a structure that lead into its one buffer.</summary>
internal readonly unsafe ref struct PointerRun
{
    private const int ShortestRun = 24;
    private const int LongestRun = 128;
    private const ulong LowestAddress = 0x10000;
    private const ulong LargestBuffer = 1 << 24;

    private readonly byte* _structure;
    private readonly int _start;
    private readonly int _count;

    private PointerRun(byte* structure, int start, int count)
    {
        _structure = structure;
        _start = start;
        _count = count;
    }

    /// <summary>Finds the run whose first array holds the given numbers.</summary>
    /// <param name="structure">The structure.</param>
    /// <param name="from">The offset at which the search begins.</param>
    /// <param name="length">The bytes that are searched for the beginning of the run.</param>
    /// <param name="first">What the first array holds.</param>
    public static PointerRun Find(byte* structure, int from, int length, ReadOnlySpan<double> first)
    {
        for (int offset = from; offset < from + length; offset += sizeof(ulong))
        {
            var pointers = (ulong*)(structure + offset);

            int count = CountPointers(pointers);
            var run = new PointerRun(structure, offset, count);

            // The buffer's own address may precede the arrays and equal that of the first one.
            if (count >= ShortestRun && !run.IsEmpty(0) && Holds(pointers[0], first))
            {
                return run;
            }
        }

        throw LayoutProbe.NotRecognised("the block of array pointers");
    }

    /// <summary>Finds the offset of the array that holds the given numbers.</summary>
    public int OffsetOf(string name, ReadOnlySpan<double> expected)
    {
        for (int i = 0; i < _count; i++)
        {
            if (!IsEmpty(i) && Holds(Pointers[i], expected))
            {
                return _start + (i * sizeof(ulong));
            }
        }

        throw LayoutProbe.NotRecognised(name);
    }

    /// <summary>Finds the offset of the array that passes a test.</summary>
    public int OffsetOf(string name, delegate*<double*, bool> test)
    {
        for (int i = 0; i < _count; i++)
        {
            if (!IsEmpty(i) && Pointers[i] % sizeof(double) == 0 && test((double*)Pointers[i]))
            {
                return _start + (i * sizeof(ulong));
            }
        }

        throw LayoutProbe.NotRecognised(name);
    }

    /// <summary>Finds the offset of the array before a given one whose numbers, not all zero, stand in another array after it too.</summary>
    public int OffsetOfCopy(string name, int before, int length)
    {
        int end = (before - _start) / sizeof(ulong);
        for (int i = 0; i < end; i++)
        {
            var numbers = new ReadOnlySpan<double>((double*)Pointers[i], length);
            for (int j = end; j < _count && !IsEmpty(i) && numbers.ContainsAnyExcept(0.0); j++)
            {
                if (!IsEmpty(j) && Holds(Pointers[j], numbers))
                {
                    return _start + (i * sizeof(ulong));
                }
            }
        }

        throw LayoutProbe.NotRecognised(name);
    }

    private ulong* Pointers => (ulong*)(_structure + _start);

    // An empty array has the address of the next one.
    private bool IsEmpty(int index) => index + 1 < _count && Pointers[index] == Pointers[index + 1];

    private static int CountPointers(ulong* pointers)
    {
        int count = 0;
        while (count < LongestRun
            && pointers[count] > LowestAddress
            && pointers[count] >= pointers[Math.Max(count - 1, 0)]
            && pointers[count] - pointers[0] < LargestBuffer)
        {
            count++;
        }

        return count;
    }

    // The comparison stops at the first difference, so that an array shorter than expected is hardly read past its end.
    private static bool Holds(ulong address, ReadOnlySpan<double> expected)
    {
        if (address % sizeof(double) != 0)
        {
            return false;
        }

        var actual = (double*)address;
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(actual[i] - expected[i]) <= 1e-9 * (1.0 + Math.Abs(expected[i]))))
            {
                return false;
            }
        }

        return true;
    }
}

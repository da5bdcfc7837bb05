using System.Runtime.InteropServices;

namespace ReinFlow.Tensors.Tests.Kernels;

/// <summary>Floats outside the managed heap, off the alignment of a vector, between borders that a kernel must not touch.</summary>
internal sealed unsafe class NativeArray : IDisposable
{
    private const int Border = 37;
    private const float Mark = 12345.678f;
    private readonly float* _memory;

    public NativeArray(int length)
    {
        Length = length;
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)(length + (2 * Border)) * sizeof(float), 64);
        new Span<float>(_memory, length + (2 * Border)).Fill(Mark);
        Span.Clear();
    }

    public NativeArray(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Span);

    public int Length { get; }

    public float* Pointer => _memory + Border;

    public Span<float> Span => new(_memory + Border, Length);

    public float this[int index] => Span[index];

    /// <summary>Values drawn uniformly from [low, high).</summary>
    public static NativeArray Random(int length, int seed, float low = -1f, float high = 1f)
    {
        var random = new Random(seed);
        var array = new NativeArray(length);
        foreach (ref float value in array.Span)
        {
            value = low + ((high - low) * random.NextSingle());
        }

        return array;
    }

    public NativeArray Copy() => new(Span);

    public bool BordersAreIntact =>
        new ReadOnlySpan<float>(_memory, Border).IndexOfAnyExcept(Mark) < 0
        && new ReadOnlySpan<float>(_memory + Border + Length, Border).IndexOfAnyExcept(Mark) < 0;

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}

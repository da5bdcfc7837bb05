using System.Runtime.InteropServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>Aligned memory outside of the garbage-collected heap, freed at the latest with the object.</summary>
internal sealed unsafe class NativeBlock : IDisposable
{
    public const int Alignment = 64;

    public NativeBlock(long floats)
    {
        Length = Math.Max(1, floats);
        Data = (float*)NativeMemory.AlignedAlloc((nuint)Length * sizeof(float), Alignment);
    }

    ~NativeBlock() => NativeMemory.AlignedFree(Data);

    public float* Data { get; private set; }

    public long Length { get; private set; }

    public void Clear() => NativeMemory.Clear(Data, (nuint)Length * sizeof(float));

    public void Dispose()
    {
        NativeMemory.AlignedFree(Data);
        Data = null;
        Length = 0;
        GC.SuppressFinalize(this);
    }
}

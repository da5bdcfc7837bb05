using System.Runtime.InteropServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>The memory of one thread's scopes: blocks that are filled from the front and emptied by going back to a mark.</summary>
internal sealed unsafe class CpuArena : IDisposable
{
    public const int Alignment = 64;

    private const long BlockFloats = 1 << 20;

    private readonly CpuEngine _engine;
    private readonly List<(nint Memory, long Floats)> _blocks = [];
    private readonly List<CpuTensor> _tensors = [];
    private int _block;
    private long _offset;
    private int _tensorCount;

    public CpuArena(CpuEngine engine) => _engine = engine;

    public int TensorCount => Volatile.Read(ref _tensorCount);

    public Mark Position => new(_block, _offset, _tensorCount);

    public CpuTensor Rent()
    {
        if (_tensorCount == _tensors.Count)
        {
            var tensor = new CpuTensor(_engine);
            GC.SuppressFinalize(tensor);
            _tensors.Add(tensor);
        }

        return _tensors[_tensorCount++];
    }

    public float* Allocate(long floats)
    {
        const long Step = Alignment / sizeof(float);
        long rounded = (Math.Max(1, floats) + Step - 1) / Step * Step;
        while (_block < _blocks.Count && _offset + rounded > _blocks[_block].Floats)
        {
            _block++;
            _offset = 0;
        }

        if (_block == _blocks.Count)
        {
            long size = Math.Max(BlockFloats, rounded);
            _blocks.Add(((nint)NativeMemory.AlignedAlloc((nuint)size * sizeof(float), Alignment), size));
            _offset = 0;
        }

        float* memory = (float*)_blocks[_block].Memory + _offset;
        _offset += rounded;
        return memory;
    }

    public void Rewind(Mark mark) => (_block, _offset, _tensorCount) = (mark.Block, mark.Offset, mark.TensorCount);

    public void Dispose()
    {
        foreach ((nint memory, _) in _blocks)
        {
            NativeMemory.AlignedFree((void*)memory);
        }

        _blocks.Clear();
        _tensors.Clear();
        Rewind(default);
    }

    internal readonly record struct Mark(int Block, long Offset, int TensorCount);
}

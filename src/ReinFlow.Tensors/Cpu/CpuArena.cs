namespace ReinFlow.Tensors.Cpu;

/// <summary>The memory of one thread's scopes: blocks that are filled from the front and emptied by going back to a mark.</summary>
internal sealed unsafe class CpuArena : IDisposable
{
    private const long BlockFloats = 1 << 20;

    private readonly CpuEngine _engine;
    private readonly List<NativeBlock> _blocks = [];
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
            _tensors.Add(new CpuTensor(_engine));
        }

        return _tensors[_tensorCount++];
    }

    public float* Allocate(long floats)
    {
        const long Step = NativeBlock.Alignment / sizeof(float);
        long rounded = (Math.Max(1, floats) + Step - 1) / Step * Step;
        while (_block < _blocks.Count && _offset + rounded > _blocks[_block].Length)
        {
            _block++;
            _offset = 0;
        }

        if (_block == _blocks.Count)
        {
            _blocks.Add(new NativeBlock(Math.Max(BlockFloats, rounded)));
            _offset = 0;
        }

        float* memory = _blocks[_block].Data + _offset;
        _offset += rounded;
        return memory;
    }

    public void Rewind(Mark mark) => (_block, _offset, _tensorCount) = (mark.Block, mark.Offset, mark.TensorCount);

    public void Dispose()
    {
        foreach (NativeBlock block in _blocks)
        {
            block.Dispose();
        }

        _blocks.Clear();
        _tensors.Clear();
        Rewind(default);
    }

    internal readonly record struct Mark(int Block, long Offset, int TensorCount);
}

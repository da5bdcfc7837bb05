using ReinFlow.Demonstrations;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>Demonstrations that are noise.</summary>
internal sealed class GaussianWindows : IDemonstrations
{
    private readonly NetworkSize _size;
    private readonly float[] _observations;
    private readonly float[] _actions;

    public GaussianWindows(NetworkSize size, int count)
    {
        _size = size;
        Count = count;
        _observations = new float[count * size.Observation];
        _actions = new float[count * size.Chunk.Size];
        var random = new RandomSource(7);
        random.FillGaussian(_observations);
        random.FillGaussian(_actions);
    }

    public int Count { get; }

    public int ObservationHistory => 1;

    public int ObservationDimension => _size.Observation;

    public int Horizon => _size.Chunk.Horizon;

    public int ActionDimension => _size.Action;

    public void Gather(ReadOnlySpan<int> windows, Span<float> observations, Span<float> actions)
    {
        for (int i = 0; i < windows.Length; i++)
        {
            Copy(_observations, windows[i], observations, i, _size.Observation);
            Copy(_actions, windows[i], actions, i, _size.Chunk.Size);
        }
    }

    private static void Copy(float[] source, int from, Span<float> target, int to, int size) =>
        source.AsSpan(from * size, size).CopyTo(target[(to * size)..]);
}

namespace ReinFlow.Tensors.Cpu;

/// <summary>One pass over flat buffers in segments, on all threads; kept and used again so that passes allocate nothing.</summary>
internal sealed unsafe class FlatPass
{
    private readonly CpuEngine _engine;
    private readonly int _segmentLength;
    private readonly Action<int> _adamW;
    private readonly Action<int> _moveTowards;
    private readonly Action<int> _clear;
    private readonly Action<int> _sumSquares;
    private float* _target;
    private float* _source;
    private float* _first;
    private float* _second;
    private int _length;
    private double _decay;
    private AdamWStep _step;
    private double[] _sums = [];

    public FlatPass(CpuEngine engine, int segmentLength)
    {
        (_engine, _segmentLength) = (engine, segmentLength);
        (_adamW, _moveTowards, _clear, _sumSquares) = (AdamWSegment, MoveSegment, ClearSegment, SumSegment);
    }

    public void AdamW(float* values, float* gradient, float* first, float* second, int length, in AdamWStep step)
    {
        _target = values;
        _source = gradient;
        _first = first;
        _second = second;
        _step = step;
        Run(length, _adamW);
    }

    public void MoveTowards(float* target, float* source, int length, double decay)
    {
        _target = target;
        _source = source;
        _decay = decay;
        Run(length, _moveTowards);
    }

    public void Clear(float* target, int length)
    {
        _target = target;
        Run(length, _clear);
    }

    public double SumSquares(float* values, int length)
    {
        _target = values;
        int segments = Segments(length);
        if (_sums.Length < segments)
        {
            _sums = new double[segments];
        }

        Run(length, _sumSquares);
        double total = 0.0;
        foreach (double sum in _sums.AsSpan(0, segments))
        {
            total += sum;
        }

        return total;
    }

    private void Run(int length, Action<int> body)
    {
        _length = length;
        _engine.RunItems(Segments(length), body);
    }

    private int Segments(int length) => (length + _segmentLength - 1) / _segmentLength;

    private (int Start, int Count) Range(int segment)
    {
        int start = segment * _segmentLength;
        return (start, Math.Min(_segmentLength, _length - start));
    }

    private void AdamWSegment(int segment)
    {
        (int start, int count) = Range(segment);
        _engine.Kernels.AdamW(_target + start, _first + start, _second + start, _source + start, count, _step);
    }

    private void MoveSegment(int segment)
    {
        (int start, int count) = Range(segment);
        _engine.Kernels.Lerp(_target + start, _source + start, _decay, count);
    }

    private void ClearSegment(int segment)
    {
        (int start, int count) = Range(segment);
        KernelSet.Fill(_target + start, 0f, count);
    }

    private void SumSegment(int segment)
    {
        (int start, int count) = Range(segment);
        _sums[segment] = Reductions.SumSquares(_target + start, count);
    }
}

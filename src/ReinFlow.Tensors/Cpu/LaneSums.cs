using System.Runtime.InteropServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>
/// The gradients of one minibatch, summed in lanes. Which micro-batches a lane gets depends on their indices alone, and lanes
/// are added up in order, so the result has the same bits for any number of threads. The first lane sums where the result goes.
/// </summary>
internal sealed unsafe class LaneSums : IDisposable
{
    private readonly List<CpuTensor> _gradients = [];
    private int _lanes;
    private NativeBlock? _memory;

    /// <summary>Gets the elements of all gradients together.</summary>
    public int Length { get; private set; }

    /// <summary>Prepares for a minibatch; the memory of the last one is used again.</summary>
    public void Prepare(CpuEngine engine, ReadOnlySpan<ParameterStore> stores, int lanes)
    {
        _gradients.Clear();
        foreach (ParameterStore store in stores)
        {
            _gradients.Add(engine.Own(store.Gradients));
        }

        _lanes = lanes;
        Length = 0;
        foreach (CpuTensor gradient in _gradients)
        {
            Length += (int)gradient.Length;
        }

        long needed = (long)Length * (lanes - 1);
        if (needed > (_memory?.Length ?? 0))
        {
            _memory?.Dispose();
            _memory = new NativeBlock(needed);
        }
    }

    /// <summary>Makes a thread sum into a lane, which starts at zero unless it is the first one.</summary>
    public void Direct(CpuThread thread, int lane)
    {
        if (lane == 0)
        {
            foreach (CpuTensor gradient in _gradients)
            {
                thread.AddSink(gradient, gradient.Data);
            }

            return;
        }

        float* memory = _memory!.Data + ((lane - 1L) * Length);
        NativeMemory.Clear(memory, (nuint)Length * sizeof(float));
        foreach (CpuTensor gradient in _gradients)
        {
            thread.AddSink(gradient, memory);
            memory += gradient.Length;
        }
    }

    /// <summary>Adds a range of the lanes after the first to the gradients.</summary>
    public void Add(KernelSet kernels, int start, int length)
    {
        int offset = 0;
        foreach (CpuTensor gradient in _gradients)
        {
            int from = Math.Max(start, offset);
            int to = Math.Min(start + length, offset + (int)gradient.Length);
            for (int lane = 1; lane < _lanes && from < to; lane++)
            {
                float* target = gradient.Data + (from - offset);
                kernels.Combine(BinaryOperation.Add, target, _memory!.Data + ((lane - 1L) * Length) + from, target, to - from);
            }

            offset += (int)gradient.Length;
        }
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _memory = null;
    }
}

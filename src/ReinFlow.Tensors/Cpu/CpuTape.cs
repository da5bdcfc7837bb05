namespace ReinFlow.Tensors.Cpu;

/// <summary>Records a thread's operators in order, so that going back through them differentiates the result.</summary>
internal sealed unsafe class CpuTape : GradientTape
{
    private readonly CpuThread _thread;
    private CpuScope _scope;
    private bool _wasRecording;
    private int _start;
    private bool _differentiated;
    private bool _disposed;

    public CpuTape(CpuThread thread)
    {
        _thread = thread;
        _scope = Begin();
    }

    public bool IsDisposed => _disposed;

    /// <summary>Records anew after the tape was disposed; only for a tape that nobody else knows.</summary>
    public CpuTape Reopen()
    {
        _scope = Begin();
        (_differentiated, _disposed) = (false, false);
        return this;
    }

    public override void Backward(Tensor loss)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(GradientTape));
        CpuTensor root = _thread.Engine.Own(loss);
        if (loss.Shape.ElementCount != 1)
        {
            throw new ArgumentException(
                $"Only a single number can be differentiated, but the loss has shape {loss.Shape}. Reduce it with Sum() or Mean() first.",
                nameof(loss));
        }

        if (_differentiated)
        {
            throw new InvalidOperationException("A tape is differentiated once; record again.");
        }

        _differentiated = true;
        if (!root.NeedsGradient)
        {
            return;
        }

        *_thread.GradientOf(root, out _) = 1f;
        for (int i = _thread.Tape.Count - 1; i >= _start; i--)
        {
            CpuTensor result = _thread.Tape[i];
            if (result.Gradient != null)
            {
                result.Operation!.Backward(result, _thread);
            }
        }

        _thread.ForgetRecorded(_start);
    }

    public override void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _thread.ForgetRecorded(_start);
        _thread.IsRecording = _wasRecording;
        _scope.Dispose();
    }

    private CpuScope Begin()
    {
        CpuScope scope = _thread.OpenScope();
        _wasRecording = _thread.IsRecording;
        _start = _thread.Tape.Count;
        _thread.IsRecording = true;
        return scope;
    }
}

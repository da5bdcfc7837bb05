namespace ReinFlow.Tensors.Cpu;

/// <summary>A stretch of a thread's arena. Closed scopes are kept by the thread and opened again, so that scopes cost nothing.</summary>
internal sealed class CpuScope(CpuThread thread) : TensorScope
{
    private CpuArena.Mark _mark;
    private int _recorded;
    private bool _isOpen;

    public CpuScope Open()
    {
        _mark = thread.Arena.Position;
        _recorded = thread.Tape.Count;
        _isOpen = true;
        thread.ScopeDepth++;
        return this;
    }

    public override Tensor Detach(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        CpuTensor copy = thread.Engine.CreateOwned(tensor.Shape);
        tensor.CopyTo(copy.Span);
        return copy;
    }

    public override void Dispose()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        thread.ForgetRecorded(_recorded);
        thread.Arena.Rewind(_mark);
        thread.ScopeDepth--;
        thread.Return(this);
    }
}

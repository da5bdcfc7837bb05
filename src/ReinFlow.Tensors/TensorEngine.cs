namespace ReinFlow.Tensors;

/// <summary>Creates tensors and computes with them: the seam between networks and the hardware.</summary>
/// <remarks>
/// Networks, policies and algorithms speak only to this class. <c>ReinFlow.Testing</c> holds the conformance suite that every
/// engine passes. New operators are added as virtual members, so that engines written against an older version keep compiling.
/// </remarks>
/// <threadsafety>Thread-safe: scopes and tapes belong to the thread that opened them.</threadsafety>
public abstract partial class TensorEngine : IDisposable
{
    /// <summary>Gets the name of the engine and of what it computes with, for logs.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the number of items of <see cref="ForEach"/> that are worked on at once.</summary>
    /// <value>1 unless the engine says otherwise: a device that is parallel inside its operators wants few large items.</value>
    public virtual int Threads => 1;

    /// <summary>Gets the number of tensors that are alive, parameters included.</summary>
    /// <remarks>It is the same after every iteration unless something leaks.</remarks>
    public abstract long LiveTensorCount { get; }

    /// <summary>Opens a scope on the calling thread.</summary>
    /// <returns>The scope; dispose it in the reverse order of opening.</returns>
    public abstract TensorScope OpenScope();

    /// <summary>Starts to record the calling thread's operators.</summary>
    /// <returns>The tape; dispose it before the scope in which it was made.</returns>
    public abstract GradientTape RecordGradients();

    /// <summary>Computes a loss on the calling thread and adds its gradient to the parameters'.</summary>
    /// <remarks>
    /// Items of <see cref="ForEach"/> may do so side by side if their losses have no trained parameter in common; then no gradients
    /// need adding up, and the bits do not depend on the number of threads.
    /// </remarks>
    /// <param name="batch">The samples, for the loss.</param>
    /// <param name="loss">Computes the loss, a single number.</param>
    public virtual void Differentiate(MicroBatch batch, Func<MicroBatch, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        using GradientTape tape = RecordGradients();
        tape.Backward(loss(batch));
    }

    /// <summary>Creates a tensor of zeros.</summary>
    /// <param name="shape">The shape.</param>
    /// <returns>The tensor.</returns>
    public abstract Tensor Zeros(TensorShape shape);

    /// <summary>Creates a tensor from numbers.</summary>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The shape.</param>
    /// <returns>The tensor.</returns>
    public abstract Tensor FromValues(ReadOnlySpan<float> values, TensorShape shape);

    /// <summary>Creates a tensor of zeros that belongs to no scope.</summary>
    /// <param name="shape">The shape.</param>
    /// <returns>The tensor; the caller disposes it.</returns>
    public abstract Tensor CreatePersistent(TensorShape shape);

    /// <summary>Creates a parameter: a view of a flat buffer whose gradient is the same range of another one.</summary>
    /// <param name="values">The flat values.</param>
    /// <param name="gradients">The flat gradients, or <see langword="null"/> for a parameter that is not trained.</param>
    /// <param name="offset">The first element of the view.</param>
    /// <param name="shape">The shape of the view.</param>
    /// <returns>The parameter; it lives as long as <paramref name="values"/>.</returns>
    public abstract Tensor CreateParameter(Tensor values, Tensor? gradients, int offset, TensorShape shape);

    /// <summary>Tells how samples are cut into micro-batches.</summary>
    /// <param name="samples">The number of samples.</param>
    /// <param name="rowsPerSample">The network rows that one sample needs, such as its denoising steps.</param>
    /// <returns>The plan, a function of the arguments alone.</returns>
    public abstract MicroBatchPlan PlanMicroBatches(int samples, int rowsPerSample);

    /// <summary>Computes a loss micro-batch by micro-batch, in parallel, and adds its gradient to the stores'.</summary>
    /// <remarks>
    /// The gradients of the micro-batches are summed in an order that does not depend on the number of threads. After an exception
    /// the stores' gradients are undefined.
    /// </remarks>
    /// <param name="plan">The micro-batches.</param>
    /// <param name="stores">The parameters whose gradients are wanted.</param>
    /// <param name="loss">Computes the micro-batch's share of the loss, a single number; called from several threads.</param>
    /// <exception cref="InvalidOperationException">
    /// The loss depends on trained parameters of a store that is not listed, or calls this method itself.
    /// </exception>
    public abstract void AccumulateGradients(MicroBatchPlan plan, ReadOnlySpan<ParameterStore> stores, Func<MicroBatch, Tensor> loss);

    /// <summary>Runs independent work on the engine's threads; every item has a scope of its own and records nothing.</summary>
    /// <param name="items">The number of items.</param>
    /// <param name="body">Computes one item; called from several threads.</param>
    public abstract void ForEach(int items, Action<int> body);

    /// <summary>Takes one AdamW step over flat buffers in a single pass.</summary>
    /// <param name="values">The parameters.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="firstMoment">The running mean of the gradients.</param>
    /// <param name="secondMoment">The running mean of the squared gradients.</param>
    /// <param name="length">The number of leading elements to update.</param>
    /// <param name="update">The numbers of the step.</param>
    public abstract void AdamW(Tensor values, Tensor gradients, Tensor firstMoment, Tensor secondMoment, int length, in AdamWUpdate update);

    /// <summary>Moves a flat buffer towards another: target ← decay · target + (1 − decay) · source.</summary>
    /// <param name="target">The buffer that moves.</param>
    /// <param name="source">The buffer that it moves to.</param>
    /// <param name="decay">The share of the old values, in [0, 1]; 0 copies exactly, 1 keeps exactly.</param>
    public abstract void MoveTowards(Tensor target, Tensor source, double decay);

    /// <summary>Exchanges the elements of two buffers of the same size.</summary>
    /// <param name="left">One buffer.</param>
    /// <param name="right">The other buffer.</param>
    public abstract void Exchange(Tensor left, Tensor right);

    /// <summary>Sets every element to zero.</summary>
    /// <param name="tensor">The tensor.</param>
    public abstract void Clear(Tensor tensor);

    /// <summary>Computes the sum of the squares of the elements in double precision.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <returns>The sum.</returns>
    public abstract double SumOfSquares(Tensor tensor);

    /// <summary>Releases what the engine holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the engine holds.</summary>
    /// <param name="disposing">Whether the call comes from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}

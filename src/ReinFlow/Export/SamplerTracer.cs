using ReinFlow.Tensors;

namespace ReinFlow.Export;

/// <summary>An engine that notes what a sampler would compute as an ONNX graph, and computes at once what no input changes.</summary>
/// <remarks>So every policy that acts on the CPU engine can be exported, and there is one description of each network, not two.</remarks>
/// <param name="engine">Computes the constants.</param>
/// <param name="graph">Receives the operators.</param>
/// <threadsafety>One thread at a time.</threadsafety>
internal sealed partial class SamplerTracer(TensorEngine engine, TraceGraph graph) : TensorEngine
{
    public override string Name => $"trace on {engine.Name}";

    public override long LiveTensorCount => engine.LiveTensorCount;

    /// <summary>Makes a tensor that only the graph will know.</summary>
    public TracedTensor Value(string name, TensorShape shape) => new(this, name, shape);

    /// <summary>Gets the name of a tensor in the graph, adding it if it is a constant.</summary>
    public string NameOf(Tensor tensor) => Of(tensor) is { Constant: { } constant } ? graph.Constant(constant) : Of(tensor).Name!;

    public override Tensor Zeros(TensorShape shape) => Known(engine.Zeros(shape));

    public override Tensor FromValues(ReadOnlySpan<float> values, TensorShape shape) => Known(engine.FromValues(values, shape));

    public override Tensor CreatePersistent(TensorShape shape) => Known(engine.CreatePersistent(shape));

    public override Tensor CreateParameter(Tensor values, Tensor? gradients, int offset, TensorShape shape)
    {
        BatchAxis.Refuse(shape);
        return Known(engine.CreateParameter(Of(values).Constant!, null, offset, shape));
    }

    public override void Clear(Tensor tensor) => engine.Clear(Of(tensor).Constant!);

    public override TensorScope OpenScope() => throw OnlyForwards();

    public override GradientTape RecordGradients() => throw OnlyForwards();

    public override MicroBatchPlan PlanMicroBatches(int samples, int rowsPerSample) => throw OnlyForwards();

    public override void AccumulateGradients(MicroBatchPlan plan, ReadOnlySpan<ParameterStore> stores, Func<MicroBatch, Tensor> loss) => throw OnlyForwards();

    public override void ForEach(int items, Action<int> body) => throw OnlyForwards();

    public override void AdamW(Tensor values, Tensor gradients, Tensor firstMoment, Tensor secondMoment, int length, in AdamWUpdate update) =>
        throw OnlyForwards();

    public override void MoveTowards(Tensor target, Tensor source, double decay) => throw OnlyForwards();

    public override void Exchange(Tensor left, Tensor right) => throw OnlyForwards();

    public override double SumOfSquares(Tensor tensor) => throw OnlyForwards();

    protected override void Dispose(bool disposing)
    {
    }

    private static TracedTensor Of(Tensor tensor) => (TracedTensor)tensor;

    private static NotSupportedException OnlyForwards() => new("A trace only computes forwards, on one thread.");

    private TracedTensor Known(Tensor constant) => new(this, constant);
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A rectified flow on states (Liu, Gong and Liu, 2022): its velocity depends on the flow time, not on the step size.</summary>
public sealed class RectifiedFlowPolicy : IFlowPolicy
{
    /// <summary>So many flow times are laid on the stack.</summary>
    private const int StackLimit = 1024;

    private readonly FlowNetwork _network;
    private readonly int _observationSize;

    /// <summary>Initializes a new instance of the <see cref="RectifiedFlowPolicy"/> class.</summary>
    /// <param name="actionChunk">The chunk of actions to predict.</param>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="options">The velocity network.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public RectifiedFlowPolicy(ActionChunkSpec actionChunk, int observationSize, FlowNetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(actionChunk);
        ActionChunk = actionChunk;
        _observationSize = observationSize;
        _network = new FlowNetwork(actionChunk.Size, observationSize, options);
    }

    /// <inheritdoc/>
    public Module Network => _network;

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk { get; }

    /// <inheritdoc/>
    public int ConditionDimension => _network.ConditionDimension;

    /// <inheritdoc/>
    public int StepEmbeddingDimension => _network.StepEmbeddingDimension;

    /// <inheritdoc/>
    public Condition Encode(Observation observation) => new(_network.Encode(observation.FlattenState(_observationSize)));

    /// <inheritdoc/>
    public Tensor EmbedSteps(ReadOnlySpan<DenoisingStep> steps)
    {
        Span<float> times = steps.Length <= StackLimit ? stackalloc float[steps.Length] : new float[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            times[i] = steps[i].Time;
        }

        return _network.EmbedTimes(_network.Engine.FromValues(times, [steps.Length]));
    }

    /// <inheritdoc/>
    public Tensor Velocity(Tensor chunk, Tensor stepEmbedding, Condition condition)
    {
        VelocityRows rows = VelocityRows.Of(this, chunk, stepEmbedding, condition);
        return _network.Velocity(rows.Chunk, rows.Step, rows.Condition).Reshape(chunk.Shape);
    }
}

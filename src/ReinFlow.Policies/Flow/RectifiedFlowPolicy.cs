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
    public Condition Encode(Observation observation) => _network.Encode(observation.FlattenState(_observationSize));

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
        ShapeGuard.Require(chunk, [ShapeGuard.Any, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        ShapeGuard.Require(stepEmbedding, [ShapeGuard.Any, StepEmbeddingDimension]);
        ShapeGuard.Require(condition.Embedding, [ShapeGuard.Any, ConditionDimension]);
        int rows = chunk.Shape[0];
        RequireShared(rows, stepEmbedding.Shape[0], "embedded steps");
        RequireShared(rows, condition.Embedding.Shape[0], "encoded observations");
        Tensor velocity = _network.Velocity(chunk.Reshape([rows, ActionChunk.Size]), stepEmbedding, condition);
        return velocity.Reshape(chunk.Shape);
    }

    private static void RequireShared(int rows, int entries, string what)
    {
        if (entries <= 0 || rows % entries != 0)
        {
            throw new ArgumentException($"{rows} chunks cannot be shared evenly among {entries} {what}.");
        }
    }
}

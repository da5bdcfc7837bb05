using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A diffusion policy on states (Ho, Jain and Abbeel, 2020; Chi et al., 2023): it predicts the noise in a noised action chunk.</summary>
/// <remarks>
/// Its layers, and the names of its parameters, are those of <see cref="FlowNetwork"/> and of the official <c>DiffusionMLP</c>;
/// the noise level takes the place of the flow time, as the number that it is.
/// </remarks>
public sealed class DiffusionPolicy : INoisePredictor
{
    /// <summary>So many noise levels are laid on the stack.</summary>
    private const int StackLimit = 1024;

    private readonly FlowNetwork _network;
    private readonly int _observationSize;

    /// <summary>Initializes a new instance of the <see cref="DiffusionPolicy"/> class.</summary>
    /// <param name="actionChunk">The chunk of actions to predict.</param>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="options">The noise network.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public DiffusionPolicy(ActionChunkSpec actionChunk, int observationSize, FlowNetworkOptions options)
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
    public Condition Encode(Observation observation) => _network.Encode(observation.FlattenState(_observationSize));

    /// <inheritdoc/>
    public Tensor EmbedLevels(ReadOnlySpan<int> levels)
    {
        Span<float> times = levels.Length <= StackLimit ? stackalloc float[levels.Length] : new float[levels.Length];
        for (int i = 0; i < levels.Length; i++)
        {
            times[i] = levels[i];
        }

        return _network.EmbedTimes(_network.Engine.FromValues(times, [levels.Length]));
    }

    /// <inheritdoc/>
    public Tensor PredictNoise(Tensor chunk, Tensor levelEmbedding, Condition condition)
    {
        VelocityHead.Require(
            ActionChunk, (_network.StepEmbeddingDimension, _network.ConditionDimension), chunk, levelEmbedding, condition);
        return _network.Velocity(chunk.Reshape([chunk.Shape[0], ActionChunk.Size]), levelEmbedding, condition).Reshape(chunk.Shape);
    }
}

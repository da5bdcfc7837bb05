using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>The velocity network of a rectified flow on states: v(chunk, flow time, observation).</summary>
/// <remarks>
/// Names and order of the parameters are those of the official <c>FlowMLP</c>: <c>time_embedding.*</c>, <c>cond_mlp.*</c> where
/// there is an observation encoder, <c>mlp_mean.*</c>; a flow time that is read as it is has none. The head reads chunk, embedded time and condition, in this order.
/// </remarks>
public sealed class FlowNetwork : Module
{
    private readonly SinusoidalStepEmbedding? _timeEmbedding;
    private readonly MultilayerPerceptron? _encoder;
    private readonly Perceptron _head;
    private readonly int _chunkSize;

    /// <summary>Initializes a new instance of the <see cref="FlowNetwork"/> class.</summary>
    /// <param name="chunkSize">The number of components Ta·Da of an action chunk.</param>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="options">The layers.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public FlowNetwork(int chunkSize, int observationSize, FlowNetworkOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observationSize);
        OptionsGuard.Require(options, new FlowNetworkOptionsValidator());

        _timeEmbedding = options.StepEmbedding == StepEmbeddingKind.Plain
            ? null
            : AddModule("time_embedding", new SinusoidalStepEmbedding(options.StepEmbeddingDimension));
        _encoder = ObservationEncoder.Create(observationSize, options) is { } encoder ? AddModule("cond_mlp", encoder) : null;
        ConditionDimension = _encoder?.Outputs ?? observationSize;
        _chunkSize = chunkSize;
        int inputs = chunkSize + StepEmbeddingDimension + ConditionDimension;
        _head = AddModule("mlp_mean", Perceptron.Create(inputs, chunkSize, options.Head));
    }

    /// <summary>Gets the length of an encoded observation.</summary>
    public int ConditionDimension { get; }

    /// <summary>Gets the length of an embedded flow time.</summary>
    public int StepEmbeddingDimension => _timeEmbedding?.Dimension ?? 1;

    /// <summary>Encodes observations, with their share in the first layer of the head.</summary>
    /// <param name="observation">The flattened observations, of shape [batch, observation].</param>
    /// <returns>The condition.</returns>
    public Condition Encode(Tensor observation)
    {
        Tensor embedding = _encoder?.Forward(observation) ?? observation;
        return new Condition(embedding, ShareOf(embedding));
    }

    /// <summary>Embeds flow times.</summary>
    /// <param name="times">The times, of shape [n].</param>
    /// <returns>The embeddings, of shape [n, embedding].</returns>
    public Tensor EmbedTimes(Tensor times)
    {
        ArgumentNullException.ThrowIfNull(times);
        return _timeEmbedding?.Forward(times) ?? times.Reshape([times.Shape[0], 1]);
    }

    /// <summary>Evaluates the velocity; row i·n + j combines condition i with flow time j of n, or row i with its own of both.</summary>
    /// <param name="chunk">The flattened chunks, of shape [rows, chunk].</param>
    /// <param name="timeEmbedding">The embedded flow times, whose number divides the rows.</param>
    /// <param name="condition">The encoded observations, whose number divides the rows.</param>
    /// <returns>The velocities, of shape [rows, chunk].</returns>
    public Tensor Velocity(Tensor chunk, Tensor timeEmbedding, Condition condition)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        ArgumentNullException.ThrowIfNull(timeEmbedding);
        return VelocityHead.Forward(_head, chunk, timeEmbedding, condition.Share ?? ShareOf(condition.Embedding));
    }

    private Tensor ShareOf(Tensor embedding) => _head.Share(embedding, _chunkSize + StepEmbeddingDimension);
}

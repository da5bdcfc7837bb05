using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>The velocity network of a rectified flow on states: v(chunk, flow time, observation).</summary>
/// <remarks>
/// Names and order of the parameters are those of the official <c>FlowMLP</c>: <c>time_embedding.*</c>, <c>cond_mlp.*</c> where
/// there is an observation encoder, <c>mlp_mean.*</c>. The head reads chunk, embedded time and condition, in this order.
/// </remarks>
public sealed class FlowNetwork : Module
{
    private readonly SinusoidalStepEmbedding _timeEmbedding;
    private readonly MultilayerPerceptron? _encoder;
    private readonly Perceptron _head;

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

        _timeEmbedding = AddModule("time_embedding", new SinusoidalStepEmbedding(options.StepEmbeddingDimension));
        _encoder = ObservationEncoder.Create(observationSize, options) is { } encoder ? AddModule("cond_mlp", encoder) : null;
        ConditionDimension = _encoder?.Outputs ?? observationSize;
        int inputs = chunkSize + options.StepEmbeddingDimension + ConditionDimension;
        _head = AddModule("mlp_mean", Perceptron.Create(inputs, chunkSize, options.Head));
    }

    /// <summary>Gets the length of an encoded observation.</summary>
    public int ConditionDimension { get; }

    /// <summary>Gets the length of an embedded flow time.</summary>
    public int StepEmbeddingDimension => _timeEmbedding.Dimension;

    /// <summary>Encodes observations.</summary>
    /// <param name="observation">The flattened observations, of shape [batch, observation].</param>
    /// <returns>The condition, of shape [batch, condition].</returns>
    public Tensor Encode(Tensor observation) => _encoder?.Forward(observation) ?? observation;

    /// <summary>Embeds flow times.</summary>
    /// <param name="times">The times, of shape [n].</param>
    /// <returns>The embeddings, of shape [n, embedding].</returns>
    public Tensor EmbedTimes(Tensor times) => _timeEmbedding.Forward(times);

    /// <summary>Evaluates the velocity.</summary>
    /// <param name="chunk">The flattened chunks, of shape [rows, chunk].</param>
    /// <param name="timeEmbedding">The embedded flow times, of shape [rows, embedding].</param>
    /// <param name="condition">The encoded observations, of shape [rows, condition].</param>
    /// <returns>The velocities, of shape [rows, chunk].</returns>
    public Tensor Velocity(Tensor chunk, Tensor timeEmbedding, Tensor condition)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        return _head.Forward(chunk.Engine.Concatenate(1, chunk, timeEmbedding, condition));
    }
}

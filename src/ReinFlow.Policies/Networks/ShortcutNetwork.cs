using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>The velocity network of a shortcut policy on states: v(chunk, flow time, step size, observation).</summary>
/// <remarks>
/// Names and order of the parameters are those of the official <c>ShortCutFlowMLP</c>: <c>t_emb.*</c>, <c>cond_emb.*</c> where there is
/// an observation encoder, <c>vel_head.*</c>. The head reads the chunk, then embedded step and condition, joined.
/// </remarks>
public sealed class ShortcutNetwork : Module
{
    private readonly ShortcutStepEmbedding _stepEmbedding;
    private readonly MultilayerPerceptron? _encoder;
    private readonly Perceptron _head;
    private readonly StepCombination _combination;
    private readonly int _chunkSize;

    /// <summary>Initializes a new instance of the <see cref="ShortcutNetwork"/> class.</summary>
    /// <param name="chunkSize">The number of components Ta·Da of an action chunk.</param>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="options">The layers.</param>
    /// <param name="combination">How embedded step and condition are joined.</param>
    /// <exception cref="ArgumentException">The options are invalid, or step and condition cannot be joined.</exception>
    public ShortcutNetwork(int chunkSize, int observationSize, FlowNetworkOptions options, StepCombination combination)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observationSize);
        OptionsGuard.Require(options, new FlowNetworkOptionsValidator());

        (_combination, _chunkSize) = (combination, chunkSize);
        _stepEmbedding = AddModule("t_emb", new ShortcutStepEmbedding(options.StepEmbeddingDimension));
        _encoder = ObservationEncoder.Create(observationSize, options) is { } encoder ? AddModule("cond_emb", encoder) : null;
        ConditionDimension = _encoder?.Outputs ?? observationSize;
        _head = AddModule("vel_head", Perceptron.Create(chunkSize + JoinedDimension(), chunkSize, options.Head));
    }

    /// <summary>Gets the length of an encoded observation.</summary>
    public int ConditionDimension { get; }

    /// <summary>Gets the length of an embedded denoising step.</summary>
    public int StepEmbeddingDimension => _stepEmbedding.Dimension;

    /// <summary>Encodes observations, with their share in the first layer of the head if steps are added or put beside.</summary>
    /// <param name="observation">The flattened observations, of shape [batch, observation].</param>
    /// <returns>The condition.</returns>
    public Condition Encode(Tensor observation)
    {
        Tensor embedding = _encoder?.Forward(observation) ?? observation;
        return new Condition(embedding, _combination == StepCombination.Multiply ? null : ShareOf(embedding));
    }

    /// <summary>Embeds denoising steps.</summary>
    /// <param name="steps">Flow time and step size of every step, of shape [n, 2]; the size 0 asks for the velocity itself.</param>
    /// <returns>The embeddings, of shape [n, embedding].</returns>
    public Tensor EmbedSteps(Tensor steps) => _stepEmbedding.Forward(steps);

    /// <summary>Evaluates the mean velocity over a step; row i·n + j combines condition i with step j of n, or row i with its own of both.</summary>
    /// <param name="chunk">The flattened chunks, of shape [rows, chunk].</param>
    /// <param name="stepEmbedding">The embedded steps, whose number divides the rows.</param>
    /// <param name="condition">The encoded observations, whose number divides the rows.</param>
    /// <returns>The velocities, of shape [rows, chunk].</returns>
    public Tensor Velocity(Tensor chunk, Tensor stepEmbedding, Condition condition)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        ArgumentNullException.ThrowIfNull(stepEmbedding);
        if (_combination != StepCombination.Multiply)
        {
            return VelocityHead.Forward(_head, chunk, stepEmbedding, condition.Share ?? ShareOf(condition.Embedding));
        }

        int rows = chunk.Shape[0];
        Tensor steps = stepEmbedding.TileRows(rows / stepEmbedding.Shape[0]);
        return _head.Forward(chunk.Engine.Concatenate(1, chunk, steps * condition.Embedding.RepeatRows(rows / condition.Embedding.Shape[0])));
    }

    /// <remarks>A sum of step and condition meets the same weights as each of them.</remarks>
    private Tensor ShareOf(Tensor embedding) =>
        _head.Share(embedding, _combination == StepCombination.Add ? _chunkSize : _chunkSize + StepEmbeddingDimension);

    private int JoinedDimension()
    {
        if (_combination == StepCombination.Concatenate)
        {
            return StepEmbeddingDimension + ConditionDimension;
        }

        return ConditionDimension == StepEmbeddingDimension
            ? StepEmbeddingDimension
            : throw new ArgumentException(
                $"{_combination} joins an embedded step of {StepEmbeddingDimension} components with an encoded observation of " +
                $"{ConditionDimension}, but needs equal lengths. Let {nameof(FlowNetworkOptions.ConditionLayers)} end with " +
                $"{StepEmbeddingDimension}, or choose {StepCombination.Concatenate}.");
    }
}

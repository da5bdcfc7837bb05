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

        _combination = combination;
        _stepEmbedding = AddModule("t_emb", new ShortcutStepEmbedding(options.StepEmbeddingDimension));
        _encoder = ObservationEncoder.Create(observationSize, options) is { } encoder ? AddModule("cond_emb", encoder) : null;
        ConditionDimension = _encoder?.Outputs ?? observationSize;
        _head = AddModule("vel_head", Perceptron.Create(chunkSize + JoinedDimension(), chunkSize, options.Head));
    }

    /// <summary>Gets the length of an encoded observation.</summary>
    public int ConditionDimension { get; }

    /// <summary>Gets the length of an embedded denoising step.</summary>
    public int StepEmbeddingDimension => _stepEmbedding.Dimension;

    /// <summary>Encodes observations.</summary>
    /// <param name="observation">The flattened observations, of shape [batch, observation].</param>
    /// <returns>The condition, of shape [batch, condition].</returns>
    public Tensor Encode(Tensor observation) => _encoder?.Forward(observation) ?? observation;

    /// <summary>Embeds denoising steps.</summary>
    /// <param name="steps">Flow time and step size of every step, of shape [n, 2]; the size 0 asks for the velocity itself.</param>
    /// <returns>The embeddings, of shape [n, embedding].</returns>
    public Tensor EmbedSteps(Tensor steps) => _stepEmbedding.Forward(steps);

    /// <summary>Evaluates the velocity.</summary>
    /// <param name="chunk">The flattened chunks, of shape [rows, chunk].</param>
    /// <param name="stepEmbedding">The embedded steps, of shape [rows, embedding].</param>
    /// <param name="condition">The encoded observations, of shape [rows, condition].</param>
    /// <returns>The mean velocities over the step, of shape [rows, chunk].</returns>
    public Tensor Velocity(Tensor chunk, Tensor stepEmbedding, Tensor condition)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        TensorEngine engine = chunk.Engine;
        return _head.Forward(_combination switch
        {
            StepCombination.Add => engine.Concatenate(1, chunk, stepEmbedding + condition),
            StepCombination.Multiply => engine.Concatenate(1, chunk, stepEmbedding * condition),
            _ => engine.Concatenate(1, chunk, stepEmbedding, condition),
        });
    }

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

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>
/// A shortcut policy on states (Frans et al., 2024): it knows the length of the step ahead, and its velocity is the mean over that step,
/// so that few long steps end where many short ones do.
/// </summary>
public sealed class ShortcutPolicy : IFlowPolicy
{
    /// <summary>So many denoising steps are laid on the stack.</summary>
    private const int StackLimit = 512;

    private readonly ShortcutNetwork _network;
    private readonly int _observationSize;

    /// <summary>Initializes a new instance of the <see cref="ShortcutPolicy"/> class.</summary>
    /// <param name="actionChunk">The chunk of actions to predict.</param>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="network">The velocity network.</param>
    /// <param name="steps">How denoising steps are read, and which of them are learned.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public ShortcutPolicy(ActionChunkSpec actionChunk, int observationSize, FlowNetworkOptions network, ShortcutStepOptions steps)
    {
        ArgumentNullException.ThrowIfNull(actionChunk);
        OptionsGuard.Require(steps, new ShortcutStepOptionsValidator());
        ActionChunk = actionChunk;
        MaximumDenoisingSteps = steps.MaximumDenoisingSteps;
        _observationSize = observationSize;
        _network = new ShortcutNetwork(actionChunk.Size, observationSize, network, steps.Combination);
    }

    /// <inheritdoc/>
    public Module Network => _network;

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk { get; }

    /// <summary>Gets the largest number of denoising steps that is trained; the smaller powers of two are trained, too.</summary>
    public int MaximumDenoisingSteps { get; }

    /// <inheritdoc/>
    public int ConditionDimension => _network.ConditionDimension;

    /// <inheritdoc/>
    public int StepEmbeddingDimension => _network.StepEmbeddingDimension;

    /// <inheritdoc/>
    public Condition Encode(Observation observation) => new(_network.Encode(observation.FlattenState(_observationSize)));

    /// <inheritdoc/>
    /// <remarks>A step of length 0 asks for the velocity itself, not for its mean over a step.</remarks>
    /// <exception cref="ArgumentException">A step has a length that is never trained, or starts where none of its length starts.</exception>
    public Tensor EmbedSteps(ReadOnlySpan<DenoisingStep> steps)
    {
        Span<float> values = steps.Length <= StackLimit ? stackalloc float[2 * steps.Length] : new float[2 * steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            ShortcutSteps.Require(steps[i], MaximumDenoisingSteps);
            (values[2 * i], values[(2 * i) + 1]) = (steps[i].Time, steps[i].StepSize);
        }

        return _network.EmbedSteps(_network.Engine.FromValues(values, [steps.Length, 2]));
    }

    /// <inheritdoc/>
    public Tensor Velocity(Tensor chunk, Tensor stepEmbedding, Condition condition)
    {
        VelocityRows rows = VelocityRows.Of(this, chunk, stepEmbedding, condition);
        return _network.Velocity(rows.Chunk, rows.Step, rows.Condition).Reshape(chunk.Shape);
    }
}

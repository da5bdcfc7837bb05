using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

/// <summary>A velocity field whose integral is known: it is the same everywhere.</summary>
internal sealed class ConstantFlow(TensorEngine engine, ActionChunkSpec chunk, float velocity) : IFlowPolicy
{
    public Module Network { get; } = new ModuleGroup();

    public ActionChunkSpec ActionChunk => chunk;

    public int ConditionDimension => 1;

    public int StepEmbeddingDimension => 1;

    public Condition Encode(Observation observation) => new(observation.State.Reshape([observation.State.Shape[0], 1]));

    public Tensor EmbedSteps(ReadOnlySpan<DenoisingStep> steps) => engine.Zeros([steps.Length, 1]);

    public Tensor Velocity(Tensor chunk, Tensor stepEmbedding, Condition condition) => engine.Zeros(chunk.Shape) + velocity;
}

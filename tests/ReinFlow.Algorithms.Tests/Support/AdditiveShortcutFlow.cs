using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>The official shortcut network on states that adds embedding and condition, as the golden update loop was run with.</summary>
internal sealed class AdditiveShortcutFlow : Module, IFlowPolicy
{
    private const int Embedding = 16;

    private readonly Linear _first;
    private readonly Linear _second;
    private readonly MultilayerPerceptron _encoder;
    private readonly Perceptron _head;

    public AdditiveShortcutFlow(ActionChunkSpec chunk, int observation, int[] encoder, PerceptronOptions head)
    {
        ActionChunk = chunk;
        _first = AddModule("t_emb.0", new Linear(2 * Embedding, Embedding));
        _second = AddModule("t_emb.2", new Linear(Embedding, Embedding));
        var options = new PerceptronOptions { HiddenLayers = encoder[..^1], Activation = head.Activation, Residual = false };
        _encoder = AddModule("cond_emb", new MultilayerPerceptron(observation, encoder[^1], options));
        _head = AddModule("vel_head", Perceptron.Create(chunk.Size + Embedding, chunk.Size, head));
    }

    public Module Network => this;

    public ActionChunkSpec ActionChunk { get; }

    public int ConditionDimension => Embedding;

    public int StepEmbeddingDimension => Embedding;

    public Condition Encode(Observation observation)
    {
        TensorShape shape = observation.State.Shape;
        return new Condition(_encoder.Forward(observation.State.Reshape([shape[0], shape[1] * shape[2]])));
    }

    public Tensor EmbedSteps(ReadOnlySpan<DenoisingStep> steps)
    {
        float[] times = new float[steps.Length];
        float[] sizes = new float[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            (times[i], sizes[i]) = (steps[i].Time, steps[i].StepSize);
        }

        Tensor both = Engine.Concatenate(
            1,
            Engine.SinusoidalEmbedding(Engine.FromValues(times, [times.Length]), Embedding),
            Engine.SinusoidalEmbedding(Engine.FromValues(sizes, [sizes.Length]), Embedding));
        return _second.Forward(_first.Forward(both, ActivationKind.Mish));
    }

    public Tensor Velocity(Tensor chunk, Tensor stepEmbedding, Condition condition)
    {
        int rows = chunk.Shape[0];
        Tensor observed = condition.Embedding.RepeatRows(rows / condition.Embedding.Shape[0]);
        Tensor mixed = stepEmbedding.TileRows(rows / stepEmbedding.Shape[0]) + observed;
        return _head.Forward(Engine.Concatenate(1, chunk.Reshape([rows, ActionChunk.Size]), mixed)).Reshape(chunk.Shape);
    }
}

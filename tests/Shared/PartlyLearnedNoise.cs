using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Golden;

/// <summary>Noise as the official code has it where <c>ft_denoising_steps</c> is below the number of steps: fixed at first, then learned.</summary>
internal sealed class PartlyLearnedNoise(FixedNoiseNet @fixed, LearnedNoiseNet learned, int learnedSteps) : INoiseNet
{
    public Module Network => learned.Network;

    public NoiseBounds Bounds
    {
        get => learned.Bounds;
        set => (@fixed.Bounds, learned.Bounds) = (value, value);
    }

    public void BeginIteration(int iteration, int iterations) => learned.BeginIteration(iteration, iterations);

    public Tensor StandardDeviation(ReadOnlySpan<DenoisingStep> steps, Tensor stepEmbedding, Condition condition)
    {
        Tensor first = @fixed.StandardDeviation(steps, stepEmbedding, condition);
        Tensor last = learned.StandardDeviation(steps, stepEmbedding, condition);
        float[] isLearned = new float[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            isLearned[i] = steps[i].Index < @fixed.Deviations.Length - learnedSteps ? 0f : 1f;
        }

        int batch = condition.Embedding.Shape[0];
        Tensor mask = first.Engine.FromValues(isLearned, [steps.Length, 1]).TileRows(batch);
        return first + (mask * (last - first));
    }
}

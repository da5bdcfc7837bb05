using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

/// <summary>The best noise prediction for data that are themselves normal, N(mean, deviation²): it is linear in the chunk.</summary>
internal sealed class LinearNoise(TensorEngine engine, ActionChunkSpec chunk, int levels, float mean, float deviation) : INoisePredictor
{
    private readonly CosineNoiseSchedule _schedule = new(levels);

    public Module Network { get; } = new ModuleGroup();

    public ActionChunkSpec ActionChunk => chunk;

    public Condition Encode(Observation observation) => new(observation.State.Reshape([observation.State.Shape[0], 1]));

    public Tensor EmbedLevels(ReadOnlySpan<int> levels)
    {
        float[] slopes = new float[2 * levels.Length];
        for (int i = 0; i < levels.Length; i++)
        {
            double share = _schedule.SignalShares[levels[i]];
            double slope = Math.Sqrt(1 - share) / ((share * deviation * deviation) + 1 - share);
            slopes[2 * i] = (float)slope;
            slopes[(2 * i) + 1] = (float)(-slope * Math.Sqrt(share) * mean);
        }

        return engine.FromValues(slopes, [levels.Length, 2]);
    }

    /// <summary>Computes E[ε | x] = √(1 − ᾱ)·(x − √ᾱ·mean)/(ᾱ·deviation² + 1 − ᾱ); the embedding holds slope and shift.</summary>
    public Tensor PredictNoise(Tensor chunk, Tensor levelEmbedding, Condition condition)
    {
        Tensor coefficients = levelEmbedding.TileRows(chunk.Shape[0] / levelEmbedding.Shape[0]);
        TensorShape column = [chunk.Shape[0], 1, 1];
        return (chunk * coefficients.Slice(1, 0, 1).Reshape(column)) + coefficients.Slice(1, 1, 1).Reshape(column);
    }
}

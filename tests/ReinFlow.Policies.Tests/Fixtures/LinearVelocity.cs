using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

/// <summary>The velocity of a flow whose data are themselves normal, N(mean, deviation²): it is linear in the chunk.</summary>
/// <remarks>States at flow time t are N(t·mean, (1 − t)² + t²·deviation²).</remarks>
internal sealed class LinearVelocity(TensorEngine engine, ActionChunkSpec chunk, float mean, float deviation) : IFlowPolicy
{
    public Module Network { get; } = new ModuleGroup();

    public ActionChunkSpec ActionChunk => chunk;

    public int ConditionDimension => 1;

    public int StepEmbeddingDimension => 2;

    /// <summary>Gets the number of rows that were asked for.</summary>
    public int Rows { get; private set; }

    public double Mean(double time) => time * mean;

    public double Variance(double time) => Math.Pow(1 - time, 2) + Math.Pow(time * deviation, 2);

    public double Slope(double time) => ((time * deviation * deviation) - (1 - time)) / Variance(time);

    public Condition Encode(Observation observation) => new(observation.State.Reshape([observation.State.Shape[0], 1]));

    public Tensor EmbedSteps(ReadOnlySpan<DenoisingStep> steps)
    {
        float[] values = new float[2 * steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            double time = steps[i].Time;
            values[2 * i] = (float)Slope(time);
            values[(2 * i) + 1] = (float)(mean - (Slope(time) * Mean(time)));
        }

        return engine.FromValues(values, [steps.Length, 2]);
    }

    public Tensor Velocity(Tensor chunk, Tensor stepEmbedding, Condition condition)
    {
        Rows += chunk.Shape[0];
        Tensor coefficients = stepEmbedding.TileRows(chunk.Shape[0] / stepEmbedding.Shape[0]);
        TensorShape column = [chunk.Shape[0], 1, 1];
        return (chunk * coefficients.Slice(1, 0, 1).Reshape(column)) + coefficients.Slice(1, 1, 1).Reshape(column);
    }
}

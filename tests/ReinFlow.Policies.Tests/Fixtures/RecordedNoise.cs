using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

/// <summary>Reads the draws that the official sampler consumed.</summary>
internal static class RecordedNoise
{
    /// <summary>Joins the starts [batch, horizon, action] and the noise of every step [K, batch, horizon, action].</summary>
    /// <returns>The noise, of shape [batch, K + 1, horizon, action].</returns>
    public static Tensor Join(GoldenCase golden, TensorEngine engine, string start, string steps)
    {
        Tensor perStep = golden.Input(engine, steps);
        TensorShape block = [perStep.Shape[1], 1, perStep.Shape[2], perStep.Shape[3]];
        IEnumerable<Tensor> blocks = Enumerable.Range(0, perStep.Shape[0]).Select(k => perStep.Slice(0, k, 1).Reshape(block));
        return engine.Concatenate(1, [golden.Input(engine, start).Reshape(block), .. blocks]);
    }
}

using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The targets of the critic: y = r + γ·Q′(s′, clip(μ(s′, z′))), from the target critic, without any gradient.</summary>
internal sealed class FqlTargets(FqlModel model, ValueAggregation aggregation, int samples)
{
    /// <summary>Gets the targets, of shape [batch].</summary>
    public float[] Values { get; } = new float[samples];

    /// <summary>Computes the targets of some rows.</summary>
    public void Compute(TransitionBatch batch, FqlDraws draws, MicroBatch rows)
    {
        IOneStepPolicy policy = model.Parts.Policy;
        ActionChunkSpec chunk = policy.ActionChunk;
        Observation next = batch.NextObservation(model.Engine, rows);
        Tensor noise = model.Engine.FromValues(draws.Next.AsSpan(rows.Start * chunk.Size, rows.Count * chunk.Size), [rows.Count, chunk.Size]);
        Tensor members = model.TargetCritic.Values(next, policy.Map(next, noise).Clamp(chunk.Minimum, chunk.Maximum));
        Tensor value = aggregation == ValueAggregation.Mean ? members.Mean(0) : members.Minimum(0);
        Tensor target = batch.Reward(model.Engine, rows) + (batch.Discount(model.Engine, rows) * value);
        target.CopyTo(Values.AsSpan(rows.Start, rows.Count));
    }
}

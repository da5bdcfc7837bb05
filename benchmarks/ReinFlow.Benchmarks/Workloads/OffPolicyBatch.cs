using ReinFlow.Algorithms;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>Makes transitions of random numbers: what an update does does not depend on them.</summary>
internal static class OffPolicyBatch
{
    public static TransitionBatch Create(TransitionShape shape, int size)
    {
        var batch = new TransitionBatch(shape, size);
        var random = new RandomSource(3);
        random.FillGaussian(batch.Observations);
        random.FillGaussian(batch.NextObservations);
        random.FillGaussian(batch.Rewards);
        foreach (ref float action in batch.Actions.AsSpan())
        {
            action = (2f * random.NextSingle()) - 1f;
        }

        for (int i = 0; i < size; i++)
        {
            batch.Discounts[i] = i % 16 == 0 ? 0f : 0.99f;
        }

        return batch;
    }
}

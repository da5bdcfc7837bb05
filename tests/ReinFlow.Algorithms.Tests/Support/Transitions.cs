using ReinFlow.Demonstrations;

namespace ReinFlow.Algorithms.Tests;

/// <summary>Numbered transitions: the one of index i holds i in every place, so that a test sees where it went.</summary>
internal static class Transitions
{
    public static TransitionShape Shape { get; } = new(1, 2, 2, 1);

    public static void Add(ReplayBuffer replay, int first, int count)
    {
        var batch = new TransitionBatch(replay.Shape, count);
        for (int i = 0; i < count; i++)
        {
            Fill(batch.Observations, i, first + i);
            Fill(batch.Actions, i, first + i + 0.25f);
            batch.Rewards[i] = first + i + 0.5f;
            batch.Discounts[i] = (first + i) % 2;
            Fill(batch.NextObservations, i, first + i + 1f);
        }

        replay.Add(batch, count);
    }

    public static float[] Rewards(ReplayBuffer replay)
    {
        var batch = new TransitionBatch(replay.Shape, replay.Count);
        replay.Gather([.. Enumerable.Range(0, replay.Count)], batch);
        return batch.Rewards;
    }

    private static void Fill(float[] values, int index, float value) => values.AsSpan(index * 2, 2).Fill(value);

    /// <summary>Offline data of the target task: actions that are good, marked by their count.</summary>
    internal sealed class Offline(int count, TransitionShape shape) : ITransitions
    {
        public int Count => count;

        public int ObservationHistory => shape.ObservationHistory;

        public int ObservationDimension => shape.ObservationDimension;

        public int ExecutedSteps => shape.ExecutedSteps;

        public int ActionDimension => shape.ActionDimension;

        public void Read(
            int first, Span<float> observations, Span<float> actions, Span<float> rewards, Span<bool> terminated, Span<float> nextObservations)
        {
            observations.Fill(-1f);
            actions.Fill(-1f);
            nextObservations.Fill(-1f);
            for (int i = 0; i < rewards.Length; i++)
            {
                rewards[i] = -1000f - first - i;
                terminated[i] = (first + i) % 3 == 0;
            }
        }
    }
}

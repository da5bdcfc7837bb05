using System.Text.Json;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Golden;
using ReinFlow.Policies;

namespace ReinFlow.Algorithms.Tests;

public sealed class OfficialReturnsTests
{
    private const int Decisions = 24;
    private const int Environments = 5;

    [Test]
    public void ScalingAdvantagesAndExplainedVarianceAreTheOfficialOnesWithTruncationsCorrected()
    {
        using GoldenCase golden = GoldenCase.Open("06_returns");
        (double discount, double lambda) = (Parameter(golden, "gamma"), Parameter(golden, "gae_lambda"));
        var scaler = new ReturnScaler(Environments, discount);
        var advantage = new GeneralizedAdvantage(discount, lambda, Parameter(golden, "reward_scale_constant"));
        for (int i = 0; i < 3; i++)
        {
            RolloutBuffer rollout = Rollout(golden, i);

            scaler.Scale(rollout.Rewards, rollout.Firsts, rollout.ScaledRewards);
            advantage.Compute(rollout);

            golden.AssertMatches($"iteration{i}/scaled_reward", rollout.ScaledRewards);
            ReturnScalerState state = scaler.State;
            golden.AssertMatches($"iteration{i}/scaler_state", (float)state.Mean, (float)state.Variance, (float)state.Count);
            golden.AssertMatches($"iteration{i}/scaler_return", [.. state.Returns.Select(value => (float)value)]);
            golden.AssertMatches($"iteration{i}/corrected/advantages", rollout.Advantages);
            golden.AssertMatches($"iteration{i}/corrected/returns", rollout.Returns);
        }
    }

    [Test]
    public void WithoutTruncationsTheExplainedVarianceIsTheOfficialOne()
    {
        using GoldenCase golden = GoldenCase.Open("06_returns");
        for (int i = 0; i < 3; i++)
        {
            float[] values = Block(golden.Input("value"), i);

            double explained = GeneralizedAdvantage.ExplainedVariance(golden.Expected($"iteration{i}/official/returns"), values);

            golden.AssertMatches($"iteration{i}/official/explained_variance", (float)explained);
        }
    }

    [Test]
    public void EpisodeStatisticsAreTheOfficialOnesForTheEpisodesThatItCounts()
    {
        using GoldenCase golden = GoldenCase.Open("06_returns");
        for (int i = 0; i < 3; i++)
        {
            float[] expected = golden.Expected($"iteration{i}/episode_statistics");

            EpisodeStatistics actual = Track(golden, Rollout(golden, i));

            golden.AssertMatches(
                $"iteration{i}/episode_statistics",
                actual.Episodes,
                (float)actual.MeanReturn,
                (float)actual.ReturnDeviation,
                (float)actual.MeanBestReward,
                expected[4],
                (float)actual.SuccessRate,
                (float)Math.Sqrt(actual.SuccessRate * (1 - actual.SuccessRate)),
                (float)actual.MeanLength,
                (float)actual.LengthDeviation);
        }
    }

    /// <summary>Leaves out what the official code drops: episodes of one chunk, and those that began in an earlier rollout.</summary>
    private static EpisodeStatistics Track(GoldenCase golden, RolloutBuffer rollout)
    {
        int chunk = golden.HyperParameters.GetProperty("executed_actions_per_chunk").GetInt32();
        float threshold = golden.HyperParameters.GetProperty("success_threshold").GetSingle();
        var tracker = new EpisodeTracker(Environments);
        var outcome = new VectorOutcome(Environments, 1);
        bool[] began = new bool[Environments];
        for (int t = 0; t < Decisions; t++)
        {
            for (int e = 0; e < Environments; e++)
            {
                int sample = (t * Environments) + e;
                bool ends = rollout.Terminated[sample] || rollout.Truncated[sample];
                began[e] |= rollout.Firsts[sample];
                bool counts = began[e] && !(ends && rollout.Firsts[sample]);
                outcome.Rewards[e] = counts ? rollout.Rewards[sample] : 0f;
                outcome.BestRewards[e] = counts ? rollout.Rewards[sample] / chunk : float.NegativeInfinity;
                outcome.Succeeded[e] = counts && outcome.BestRewards[e] >= threshold;
                outcome.ExecutedSteps[e] = counts ? chunk : 0;
                outcome.Terminated[e] = counts && rollout.Terminated[sample];
                outcome.Truncated[e] = counts && rollout.Truncated[sample];
            }

            tracker.Add(outcome);
        }

        return tracker.Take("best reward");
    }

    private static RolloutBuffer Rollout(GoldenCase golden, int iteration)
    {
        var rollout = new RolloutBuffer(new RolloutShape(Decisions, Environments, 1, 1, 1, new ActionChunkSpec(1, 1, 1)));
        Block(golden.Input("reward"), iteration).CopyTo(rollout.Rewards, 0);
        Block(golden.Input("value"), iteration).CopyTo(rollout.Values, 0);
        Block(golden.Input("value_of_final_observation"), iteration).CopyTo(rollout.FinalValues, 0);
        golden.Input("value_after_last_step").AsSpan(iteration * Environments, Environments).CopyTo(rollout.LastValues);
        Flags(Block(golden.Input("terminated"), iteration), rollout.Terminated);
        Flags(Block(golden.Input("truncated"), iteration), rollout.Truncated);
        Flags(golden.Expected($"iteration{iteration}/first_flags").AsSpan(0, rollout.Firsts.Length), rollout.Firsts);
        return rollout;
    }

    private static double Parameter(GoldenCase golden, string name)
    {
        JsonElement parameters = golden.HyperParameters;
        return parameters.GetProperty(name).GetDouble();
    }

    private static float[] Block(float[] values, int iteration) =>
        values.AsSpan(iteration * Decisions * Environments, Decisions * Environments).ToArray();

    private static void Flags(ReadOnlySpan<float> source, Span<bool> target)
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = source[i] != 0f;
        }
    }
}

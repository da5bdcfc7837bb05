using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ReinFlow.Policies;

namespace ReinFlow.Algorithms.Tests;

public sealed class GeneralizedAdvantageTests
{
    [Test]
    public void PublishedNumbersAreReproduced()
    {
        JsonElement vector = CheckVectors.Read("gae");
        float[] rewards = CheckVectors.Floats(vector.GetProperty("r"));
        RolloutBuffer rollout = Rollout(rewards.Length, 1);
        rewards.CopyTo(rollout.ScaledRewards, 0);
        CheckVectors.Floats(vector.GetProperty("v")).CopyTo(rollout.Values, 0);
        rollout.LastValues[0] = vector.GetProperty("v_last").GetSingle();
        float[] terminated = CheckVectors.Floats(vector.GetProperty("terminated"));
        for (int i = 0; i < terminated.Length; i++)
        {
            rollout.Terminated[i] = terminated[i] != 0f;
        }

        new GeneralizedAdvantage(vector.GetProperty("gamma").GetDouble(), vector.GetProperty("lambda").GetDouble()).Compute(rollout);

        Assert.That(rollout.Advantages, Is.EqualTo(CheckVectors.Floats(vector.GetProperty("adv"))).Within(1e-6));
        Assert.That(rollout.Returns, Is.EqualTo(CheckVectors.Floats(vector.GetProperty("returns"))).Within(1e-6));
    }

    /// <summary>A truncation after the second of four decisions; the official code, which overlooks it, has 1.52136157 and 1.20187302 first.</summary>
    [Test]
    public void ATruncationBootstrapsFromItsFinalObservationAndEndsTheTrace()
    {
        RolloutBuffer rollout = Rollout(4, 1);
        ((float[])[0, 1, 0, 1]).CopyTo(rollout.ScaledRewards, 0);
        ((float[])[.5f, .9f, .1f, .8f]).CopyTo(rollout.Values, 0);
        rollout.LastValues[0] = .2f;
        (rollout.Truncated[1], rollout.FinalValues[1]) = (true, .95f);

        new GeneralizedAdvantage(.99, .95).Compute(rollout);

        Assert.That(rollout.Advantages, Is.EqualTo((double[])[1.36959025, 1.0405, 1.066319, .398]).Within(1e-6));
    }

    [Test]
    public void WithConstantRewardAndValuesTheAdvantageIsAGeometricSum()
    {
        // δ = r + γ v − v for every decision, so A_t = δ (1 − (γλ)ⁿ) / (1 − γλ) with n decisions left.
        const double Discount = 0.9;
        const double Lambda = 0.8;
        RolloutBuffer rollout = Rollout(10, 3);
        rollout.ScaledRewards.AsSpan().Fill(0.5f);
        rollout.Values.AsSpan().Fill(2f);
        rollout.LastValues.AsSpan().Fill(2f);

        new GeneralizedAdvantage(Discount, Lambda).Compute(rollout);

        double surprise = 0.5 + (Discount * 2.0) - 2.0;
        for (int i = 0; i < rollout.Shape.Samples; i++)
        {
            double left = 10 - (i / 3);
            double expected = surprise * (1 - Math.Pow(Discount * Lambda, left)) / (1 - (Discount * Lambda));
            Assert.That(rollout.Advantages[i], Is.EqualTo(expected).Within(1e-6));
        }
    }

    [Test]
    public void LambdaOneGivesTheDiscountedReturnOfEveryEpisode()
    {
        RolloutBuffer rollout = Random(12, 2, new RandomSource(3));

        new GeneralizedAdvantage(0.95, 1.0, rewardScale: 2.0).Compute(rollout);

        for (int e = 0; e < 2; e++)
        {
            double target = rollout.LastValues[e];
            for (int t = 11; t >= 0; t--)
            {
                int i = (t * 2) + e;
                target = rollout.Terminated[i] ? 0 : rollout.Truncated[i] ? rollout.FinalValues[i] : target;
                target = (2.0 * rollout.ScaledRewards[i]) + (0.95 * target);
                Assert.That(rollout.Returns[i], Is.EqualTo(target).Within(1e-5));
            }
        }
    }

    [Test]
    public void WhatFollowsAnEpisodeDoesNotReachBack() => Prop.ForAll<int>(seed =>
    {
        RolloutBuffer rollout = Random(9, 1, new RandomSource((ulong)seed));
        rollout.Truncated[4] = seed % 2 == 0;
        rollout.Terminated[4] = !rollout.Truncated[4];
        var advantage = new GeneralizedAdvantage(0.97, 0.9);
        advantage.Compute(rollout);
        float[] before = rollout.Advantages[..5];

        rollout.Values[5] += 3f;
        rollout.ScaledRewards[6] -= 2f;
        rollout.LastValues[0] += 1f;
        advantage.Compute(rollout);

        return rollout.Advantages.AsSpan(0, 5).SequenceEqual(before);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void ExplainedVarianceIsOneForPerfectAndZeroForConstantValues()
    {
        float[] returns = [1f, 2f, 4f, -3f];

        Assert.That(GeneralizedAdvantage.ExplainedVariance(returns, returns), Is.EqualTo(1.0));
        Assert.That(GeneralizedAdvantage.ExplainedVariance(returns, [7f, 7f, 7f, 7f]), Is.EqualTo(0.0).Within(1e-12));
        Assert.That(GeneralizedAdvantage.ExplainedVariance([1f, 1f], [0f, 2f]), Is.NaN);
    }

    private static RolloutBuffer Rollout(int decisions, int environments) =>
        new(new RolloutShape(decisions, environments, 1, 1, 1, new ActionChunkSpec(1, 1, 1)));

    private static RolloutBuffer Random(int decisions, int environments, RandomSource random)
    {
        RolloutBuffer rollout = Rollout(decisions, environments);
        random.FillGaussian(rollout.ScaledRewards);
        random.FillGaussian(rollout.Values);
        random.FillGaussian(rollout.FinalValues);
        random.FillGaussian(rollout.LastValues);
        for (int i = 0; i < rollout.Shape.Samples; i++)
        {
            int end = random.NextInt32(5);
            (rollout.Terminated[i], rollout.Truncated[i]) = (end == 0, end == 1);
        }

        return rollout;
    }
}

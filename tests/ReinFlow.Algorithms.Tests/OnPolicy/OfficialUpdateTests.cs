using ReinFlow.FineTuning;
using ReinFlow.Golden;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

public sealed class OfficialUpdateTests
{
    [TestCase("03a_finetuned_reflow")]
    [TestCase("03b_finetuned_shortcut")]
    [TestCase("03d_finetuned_shortcut_options")]
    public void OneMinibatchHasTheOfficialLossGradientsAndParameters(string id)
    {
        using var run = new OfficialFineTuning(id);
        AssertOneMinibatch(run);
    }

    [Test]
    public void ClippedValuesPenaltyAndLimitedGradientsAreTheOfficialOnes()
    {
        ParameterStore? reference = null;
        using var run = new OfficialFineTuning("03c_finetuned_reflow_options", run =>
        {
            IFlowPolicy old = run.CreateReference();
            reference = new ParameterStore(run.Engine, old.Network, new RandomSource(3));
            OfficialOptimizer.LoadParameters(run.Checkpoint, "model", "actor_old.", reference);
            return new SharedStartRegularizer(run.Flow, old, run.Steps);
        });
        AssertOneMinibatch(run);
        reference!.Dispose();
    }

    [Test]
    public void TheWholeUpdateLoopIsTheOfficialOne()
    {
        using var run = new OfficialFineTuning("03e_update_loop", passesPerEpoch: 10);
        GoldenCase golden = run.Case;
        long[] permutations = golden.InputIntegers("permutations");
        ReinFlowOptions options = run.Options with { Epochs = 3, MinibatchSize = 64, RatioTolerance = 1e-6 };
        PpoUpdate update = Update(run, options);

        UpdateStatistics statistics = update.Run(new UpdateRequest(0, true, run.Rates, new RandomSource(0))
        {
            Order = (epoch, order) =>
            {
                for (int i = 0; i < order.Length; i++)
                {
                    order[i] = (int)permutations[(epoch * order.Length) + i];
                }
            },
        });

        AssertMinibatches(golden, "policy_loss", update, minibatch => minibatch.PolicyLoss);
        AssertMinibatches(golden, "entropy_loss", update, minibatch => -minibatch.Entropy);
        AssertMinibatches(golden, "value_loss", update, minibatch => minibatch.ValueLoss);
        AssertMinibatches(golden, "clip_fraction", update, minibatch => minibatch.ClipFraction);
        AssertMinibatches(golden, "approx_kl", update, minibatch => minibatch.ApproximateKl);
        AssertMinibatches(golden, "mean_ratio", update, minibatch => minibatch.Ratio);
        AssertMinibatches(golden, "noise_std_mean", update, minibatch => minibatch.NoiseDeviation);
        AssertMinibatches(golden, "value_mean", update, minibatch => minibatch.Value);
        Assert.That(statistics.Minibatches, Is.EqualTo((int)golden.Expected("executed_minibatches")[0]));
        Assert.That(statistics.StoppedByKl, Is.True);
        AssertParameters(run);
    }

    private static void AssertOneMinibatch(OfficialFineTuning run)
    {
        int samples = run.Rollout.Shape.Samples;
        PpoUpdate update = Update(run, run.Options with { MinibatchSize = samples });

        UpdateStatistics statistics = update.Run(new UpdateRequest(0, true, run.Rates, new RandomSource(0)));

        GoldenCase golden = run.Case;
        golden.AssertMatches("loss/policy_loss", (float)statistics.PolicyLoss);
        golden.AssertMatches("loss/entropy_loss", (float)-statistics.Entropy);
        golden.AssertMatches("loss/value_loss", (float)statistics.ValueLoss);
        golden.AssertMatches("loss/bc_loss", (float)statistics.RegularizationLoss);
        golden.AssertMatches("loss/clip_fraction", (float)statistics.ClipFraction);
        golden.AssertMatches("loss/approx_kl", (float)statistics.ApproximateKl);
        golden.AssertMatches("loss/mean_ratio", (float)statistics.ProbabilityRatio);
        golden.AssertMatches("loss/noise_std_mean", (float)statistics.NoiseDeviation);
        golden.AssertMatches("loss/value_mean", (float)update.Minibatches[0].Value);
        golden.AssertMatches("gradient_norm/actor", (float)statistics.PolicyGradientNorm);
        golden.AssertMatches("gradient_norm/critic", (float)statistics.ValueGradientNorm);
        run.AssertMatches("grad", "actor_ft.", run.PolicyParameters, run.PolicyParameters.Gradients);
        run.AssertMatches("grad", "critic.", run.CriticParameters, run.CriticParameters.Gradients);
        AssertParameters(run);
    }

    private static void AssertParameters(OfficialFineTuning run)
    {
        run.AssertMatches("parameter_after", "actor_ft.", run.PolicyParameters, run.PolicyParameters.Values);
        run.AssertMatches("parameter_after", "critic.", run.CriticParameters, run.CriticParameters.Values);
    }

    private static void AssertMinibatches(GoldenCase golden, string name, PpoUpdate update, Func<MinibatchStatistics, double> select) =>
        golden.AssertMatches($"per_minibatch/{name}", [.. update.Minibatches.Select(minibatch => (float)select(minibatch))]);

    private static PpoUpdate Update(OfficialFineTuning run, ReinFlowOptions options) =>
        new(run.Model, new PpoChainObjective(options), options, run.Rollout, run.Optimizers, null);
}

using Microsoft.Extensions.DependencyInjection;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;
using ReinFlow.Tests.Support;

namespace ReinFlow.Tests.Documentation;

/// <summary>What docs/extending.md shows does what it says.</summary>
public sealed class ExtendingTests
{
    [Test]
    public async Task ANoiseOfOnesOwnFadesDuringTheRun()
    {
        var progress = new ProgressRecord();
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run")
            .UseAvoiding(environments => environments.Count = 2)
            .UseRectifiedFlow(policy => policy.Network.Head.HiddenLayers = [16, 16, 16])
            .UseFadingNoise(noise => noise.Last = 0.1f)
            .UseReinFlow(options => (options.Iterations, options.Decisions, options.PassesPerEpoch, options.MinibatchSize, options.EvaluationEvery) = (3, 8, 1, 16, 0));

        await SmallRuns.Run(services, progress: progress);

        Assert.That(
            progress.All.Where(report => report.Update is not null).Select(report => report.Update!.NoiseDeviation),
            Is.EqualTo(new[] { 0.2, 0.15, 0.1 }).Within(1e-6));
        Assert.That(progress.All.SelectMany(report => report.Warnings), Is.Empty);
    }

    [Test]
    public async Task AnAlgorithmOfOnesOwnLearnsFromScratch()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run")
            .UseAvoiding(environments => environments.Count = 20)
            .UseGaussian(policy => policy.Head.Network.HiddenLayers = [32, 32, 32])
            .UseStateCritic(critic => critic.HiddenLayers = [32, 32, 32])
            .UseQuadratic(options =>
            {
                (options.Iterations, options.Decisions, options.PassesPerEpoch, options.MinibatchSize) = (20, 38, 1, 190);
                (options.EvaluationEvery, options.EvaluationEpisodes, options.EntropyCoefficient) = (20, 40, 0f);
                options.PolicyLearningRate = options.CriticLearningRate = new CosineWarmupSchedule { Maximum = 3e-3, Minimum = 3e-3 };
            });

        FineTuningReport report = await SmallRuns.Run(services);

        TestContext.Out.WriteLine($"Return {report.First!.MeanReturn:0.00}, then {report.Last!.MeanReturn:0.00}.");
        Assert.That(report.Last.MeanReturn - report.First.MeanReturn, Is.GreaterThan(0.3));
    }

    [TestCase(0f)]
    [TestCase(0.01f)]
    [TestCase(-0.03f)]
    public void TheParabolaIsThatOfTheFormula(float logRatio)
    {
        using var engine = new CpuEngine();
        using TensorScope scope = engine.OpenScope();
        var options = new QuadraticOptions { Range = 0.02f };
        Tensor Column(params float[] values) => engine.FromValues(values, [values.Length, 1]);
        Tensor Row(params float[] values) => engine.FromValues(values, [values.Length]);
        var batch = new Algorithms.ChainBatch(new ActionChunkSpec(1, 1, 2), 1, Row(0, 0), Column(-1, -1), Row(2, -3), Row(0.5f, 0.5f));

        Algorithms.ChainLoss loss = new QuadraticObjective(options).Compute(
            batch, new ChainLikelihood(Column(-1 + (2 * logRatio), -1 + (2 * logRatio)), Column(1, 1), engine.Zeros([2, 1, 2])));

        double ratio = Math.Exp(logRatio);
        double Gain(double advantage) => (ratio * advantage) - (Math.Abs(advantage) * (ratio - 1) * (ratio - 1) / (2 * 0.02));
        Assert.That(loss.Policy.ToSingle(), Is.EqualTo(-0.5 * (Gain(2) + Gain(-3))).Within(1e-5));
        Assert.That(loss.Entropy.ToSingle(), Is.EqualTo(0.5).Within(1e-6));
    }
}

using ReinFlow.FineTuning;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Tests.Runs;

public sealed class RunTests
{
    private const string WithRegularizer = "regularizer.start=Normal";

    [Test]
    public async Task OneSeedGivesTheSameBytesWithAnyNumberOfThreads()
    {
        Recipe recipe = AvoidingRuns.TinyRecipe(WithRegularizer, "algorithm.regularizationCoefficient=0.1");

        byte[][] once = await Train(recipe, threads: 1);
        byte[][] again = await Train(recipe, threads: 1);
        byte[][] parallel = await Train(recipe, threads: 3);

        Assert.Multiple(() =>
        {
            Assert.That(again, Is.EqualTo(once));
            Assert.That(parallel, Is.EqualTo(once));
        });
    }

    [Test]
    public async Task AnotherSeedGivesOtherParameters()
    {
        byte[][] first = await Train(AvoidingRuns.TinyRecipe("pretraining.seed=1", "algorithm.seed=1"), threads: 1);
        byte[][] second = await Train(AvoidingRuns.TinyRecipe("pretraining.seed=1", "algorithm.seed=2"), threads: 1);

        Assert.Multiple(() =>
        {
            Assert.That(second[0], Is.EqualTo(first[0]), "The seed of fine-tuning must not reach imitation.");
            Assert.That(second[1], Is.Not.EqualTo(first[1]));
        });
    }

    [Test]
    public async Task FiftyIterationsGainNoLiveTensors()
    {
        using var runs = new AvoidingRuns(threads: 2);
        Recipe recipe = AvoidingRuns.TinyRecipe(
            WithRegularizer,
            "algorithm.regularizationCoefficient=0.1",
            "algorithm.iterations=50",
            "algorithm.decisions=4",
            "algorithm.evaluationEvery=10",
            "algorithm.evaluationEpisodes=8");
        PolicyFile imitated = await runs.Imitate(recipe);
        long before = runs.Engine.LiveTensorCount;
        List<long> counts = [];

        await runs.FineTune(recipe, imitated, _ => counts.Add(runs.Engine.LiveTensorCount));

        Assert.Multiple(() =>
        {
            Assert.That(counts, Has.Count.GreaterThanOrEqualTo(50));
            Assert.That(counts.Distinct().ToArray(), Has.Length.EqualTo(1), $"Live tensors per report: {string.Join(", ", counts)}.");
            Assert.That(runs.Engine.LiveTensorCount, Is.EqualTo(before), "A disposed run leaves nothing behind.");
        });
    }

    [Test]
    public async Task AnUnchangedPolicyGivesItsOwnChainsTheDensityTheyWereSampledWith()
    {
        // One minibatch per iteration: all of its ratios are taken before the first step, so they must be 1.
        using var runs = new AvoidingRuns();
        Recipe recipe = AvoidingRuns.TinyRecipe("regularizer=null", "algorithm.regularizationCoefficient=0", "algorithm.iterations=5", "algorithm.epochs=1", "algorithm.minibatchSize=64");
        List<UpdateStatistics> updates = [];

        await runs.FineTune(recipe, await runs.Imitate(recipe), progress =>
        {
            if (progress.Update is { } update)
            {
                updates.Add(update);
            }
        });

        Assert.Multiple(() =>
        {
            Assert.That(updates, Has.Count.EqualTo(5));
            Assert.That(updates.Select(update => update.ProbabilityRatio), Has.All.EqualTo(1.0).Within(1e-5));
            Assert.That(updates.Select(update => update.ClipFraction), Has.All.Zero);
            Assert.That(updates.Select(update => update.PolicyGradientNorm), Has.All.GreaterThan(0.0), "The policy must have changed between the rollouts.");
        });
    }

    [Test]
    public async Task TheWassersteinPenaltyKeepsThePolicyNearItsStart()
    {
        double loose = await Distance(coefficient: "0.0001");
        double tight = await Distance(coefficient: "10");

        Assert.That(tight, Is.LessThan(0.5 * loose));
    }

    private static async Task<byte[][]> Train(Recipe recipe, int threads)
    {
        using var runs = new AvoidingRuns(threads);
        await runs.FineTune(recipe, await runs.Imitate(recipe));
        return [.. runs.ParameterFiles.Select(File.ReadAllBytes)];
    }

    private static async Task<double> Distance(string coefficient)
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = AvoidingRuns.TinyRecipe(
            WithRegularizer,
            $"algorithm.regularizationCoefficient={coefficient}",
            "algorithm.iterations=20",
            "algorithm.policyLearningRate.maximum=1e-3");
        double distance = double.NaN;
        await runs.FineTune(recipe, await runs.Imitate(recipe), progress => distance = progress.Update?.RegularizationLoss ?? distance);
        return distance;
    }
}

using ReinFlow.FineTuning;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Tests.Runs;

[Category("Learning")]
public sealed class AvoidingLearningTests
{
    private const int Episodes = 200;

    /// <summary>Short imitation of a demonstrator that mostly fails, then 25 iterations of 16,000 environment steps.</summary>
    private static readonly string[] Short =
    [
        "regularizer=null",
        "environment.count=40",
        "policy.horizon=4",
        "policy.executedSteps=4",
        "policy.network.head.hiddenLayers=[64,64,64]",
        "policy.critic.hiddenLayers=[64,64,64]",
        "demonstrations.scriptedEpisodes=200",
        "demonstrations.scriptedSkill=0.4",
        "pretraining.epochs=20",
        "pretraining.averageStartEpoch=5",
        "algorithm.iterations=25",
        "algorithm.decisions=100",
        "algorithm.epochs=5",
        "algorithm.minibatchSize=1000",
        "algorithm.clipRange=0.02",
        "algorithm.policyLearningRate.maximum=1e-4",
        "algorithm.policyLearningRate.minimum=5e-5",
        "algorithm.regularizationCoefficient=0",
        "algorithm.evaluationEvery=0",
    ];

    [Test]
    public async Task FineTuningRaisesTheSuccessRateOfAnImitatedPolicy()
    {
        using var runs = new AvoidingRuns(threads: 2);
        Recipe recipe = RecipeCatalog.Load("avoiding-reinflow", Short);
        PolicyFile imitated = await runs.Imitate(recipe);
        PolicyFile tuned = await runs.FineTune(recipe, imitated);

        EpisodeStatistics before = runs.Evaluate(recipe, imitated, Episodes);
        EpisodeStatistics after = runs.Evaluate(recipe, tuned, Episodes);

        // Two rates over 200 episodes differ by chance with a standard error of at most 5 percentage points.
        TestContext.Out.WriteLine($"Success {before.SuccessRate:P1}, then {after.SuccessRate:P1}; return {before.MeanReturn:0.00}, then {after.MeanReturn:0.00}.");
        Assert.Multiple(() =>
        {
            Assert.That(before.Episodes, Is.EqualTo(Episodes));
            Assert.That(after.Episodes, Is.EqualTo(Episodes));
            Assert.That(after.SuccessRate - before.SuccessRate, Is.GreaterThan(0.2));
            Assert.That(after.MeanReturn - before.MeanReturn, Is.GreaterThan(0.4));
        });
    }
}

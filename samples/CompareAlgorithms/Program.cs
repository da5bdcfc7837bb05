using System.Diagnostics;
using System.Globalization;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

// Three algorithms on Avoiding, from the same demonstrations, of which most fail: ReinFlow fine-tunes a flow, DPPO a diffusion policy, and FQL
// learns offline from the rewards of the demonstrations, then online. One table in less than a minute on two cores. The numbers are small on
// purpose and fitted to this task: compare on your own. Argument, optional: a folder for the runs ("reinflow report FOLDER" draws their curves).
const int Episodes = 200;
const double RequiredGain = 0.2;

string[] common =
[
    "environment.name=Avoiding", "environment.count=40", "demonstrations.scriptedEpisodes=100", "demonstrations.scriptedSkill=0.4",
    "policy.network.head.hiddenLayers=[64,64,64]",
];
string[] imitation = ["regularizer=null", "pretraining.epochs=40", "pretraining.averageStartEpoch=5", "policy.critic.hiddenLayers=[64,64,64]"];
string[] onPolicy =
[
    "iterations=25", "decisions=50", "minibatchSize=500", "passesPerEpoch=1", "evaluationEvery=0", "discount=0.98",
    "policyLearningRate.maximum=2e-4", "policyLearningRate.minimum=1e-4",
];

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = args.Length > 0 ? args[0] : Directory.CreateTempSubdirectory("reinflow-compare-").FullName;
using var engine = new CpuEngine();

Result[] results =
[
    await Tune("ReinFlow", "avoiding-reinflow", [.. common, .. imitation, .. Under("algorithm", onPolicy), "algorithm.regularizationCoefficient=0"]),
    await Tune("DPPO", "avoiding-reinflow",
    [
        .. common, .. imitation, .. Under("dppo", onPolicy), "dppo.clipRange=0.02", "dppo.noisiestClipRange=0.02",
        "policy.kind=Diffusion", "policy.diffusion.noiseLevels=10", "policy.diffusion.fineTunedSteps=5",
    ]),
    await Tune("FQL", "hopper-fql",
    [
        .. common, "policy.oneStep.hiddenLayers=[64,64,64]", "policy.critics.hiddenLayers=[64,64,64]", "fql.evaluationEvery=0",
        "policy.horizon=4", "policy.executedSteps=4", "fql.discount=0.98", "fql.batchSize=128",
        "fql.offlineUpdates=2000", "fql.decisions=500", "fql.updatesPerRound=5", "fql.iterationLength=100",
    ]),
];

Console.WriteLine($"{Episodes} episodes each; success: reached the goal line without touching an obstacle");
Console.WriteLine();
Console.WriteLine("             started from         after fine-tuning    environment");
Console.WriteLine("            success   return      success   return           steps   seconds");
foreach (Result result in results)
{
    Console.WriteLine(result);
}

return results[0].After.SuccessRate - results[0].Before!.SuccessRate >= RequiredGain ? 0 : 1;

static IEnumerable<string> Under(string section, string[] assignments) => assignments.Select(assignment => $"{section}.{assignment}");

async Task<Result> Tune(string name, string basis, string[] assignments)
{
    var watch = Stopwatch.StartNew();
    Recipe recipe = RecipeCatalog.Load(basis, assignments);
    PolicyFile? start = null;
    if (recipe.OffPolicy() is null)
    {
        using var pretraining = new PretrainingRun(recipe, engine, RunFolder.Create(Path.Combine(folder, name + "-imitated"), recipe, "pretrain"));
        await pretraining.RunAsync();
        start = PolicyFile.Load(pretraining.Checkpoint!);
    }

    RunFolder tuned = RunFolder.Create(Path.Combine(folder, name), recipe, "finetune");
    using var run = new FineTuningRun(recipe, engine, start, tuned);
    FineTuningReport report = await run.FineTuneAsync();
    double seconds = watch.Elapsed.TotalSeconds;
    return new Result(name, start is null ? null : Play(recipe, start), Play(recipe, PolicyFile.Load(tuned.Path)), report.EnvironmentSteps, seconds);
}

// All play the same episodes, without injected noise.
EpisodeStatistics Play(Recipe recipe, PolicyFile policy)
{
    using var run = new EvaluationRun(recipe, engine, policy, SampleMode.Deterministic);
    return run.Run(Episodes, seed: 7);
}

internal sealed record Result(string Name, EpisodeStatistics? Before, EpisodeStatistics After, long Steps, double Seconds)
{
    public override string ToString() => $"{Name,-10}{Text(Before)}   {Text(After)}{Steps,16:N0}{Seconds,10:0.0}";

    private static string Text(EpisodeStatistics? played) => played is null ? $"{"–",9}{"–",9}" : $"{played.SuccessRate,9:P0}{played.MeanReturn,9:0.00}";
}

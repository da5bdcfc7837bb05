using System.Diagnostics;
using System.Globalization;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Reports;
using ReinFlow.Runs;
using ReinFlow.Tensors;

// Imitates, fine-tunes and evaluates a small policy in a few seconds, from a program without a runtime beside it:
//   dotnet publish samples/NativeAot -c Release -r linux-x64 -p:PublishAot=true       one native file
//   dotnet publish samples/NativeAot -c Release -r linux-x64 -p:PublishTrimmed=true   the runtime and what is used of the libraries
// Argument, optional: the folder of the runs.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var watch = Stopwatch.StartNew();
string folder = args.Length > 0 ? args[0] : Path.Combine("runs", "native");
Recipe recipe = RecipeCatalog.Load(
    "avoiding-reinflow",
    "policy.network.head.hiddenLayers=[64,64,64]",
    "demonstrations.scriptedEpisodes=60",
    "pretraining.epochs=20",
    "algorithm.iterations=2",
    "algorithm.decisions=100",
    "algorithm.evaluationEvery=2");
using var engine = new CpuEngine();

RunFolder imitated = RunFolder.Create(Path.Combine(folder, "imitated"), recipe, "pretrain");
using var pretraining = new PretrainingRun(recipe, engine, imitated);
await pretraining.RunAsync();

RunFolder tuned = RunFolder.Create(Path.Combine(folder, "tuned"), recipe, "finetune");
using var fineTuning = new FineTuningRun(recipe, engine, PolicyFile.Load(imitated.Path), tuned);
FineTuningReport report = await fineTuning.FineTuneAsync();

using var evaluation = new EvaluationRun(recipe, engine, PolicyFile.Load(tuned.Path), SampleMode.Deterministic);
EpisodeStatistics statistics = evaluation.Run(episodes: 50, seed: 1);
string page = Path.Combine(folder, "report.html");
File.WriteAllText(page, RunReport.ToHtml(RunRecord.LoadAll([folder])));

Console.WriteLine($"{report.EnvironmentSteps:N0} steps of fine-tuning in {watch.Elapsed.TotalSeconds:0.0} s");
Console.WriteLine($"return {statistics.MeanReturn:0.00} over {statistics.Episodes} episodes; curves: {page}");
return double.IsFinite(statistics.MeanReturn) ? 0 : 1;

using System.Diagnostics;
using System.Globalization;
using QuickStart;
using ReinFlow;
using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

// Avoiding: steer a rod past six obstacles to the goal line; there are 24 routes. A policy imitates demonstrations, whose small errors add
// up until it fails every second time, and is then fine-tuned by ReinFlow. It takes about a minute on two cores.
// Arguments, both optional: the path of the picture, and a seed.
const int Episodes = 200;
const double RequiredGain = 0.10;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string picture = Path.GetFullPath(args.Length > 0 ? args[0] : "quickstart.svg");
string seed = args.Length > 1 ? args[1] : "42";
var watch = Stopwatch.StartNew();

// A recipe holds every number of a run; any of them can be set.
Recipe recipe = RecipeCatalog.Load("avoiding-reinflow", $"pretraining.seed={seed}", $"algorithm.seed={seed}");
using var engine = new CpuEngine();

Console.WriteLine($"1. Demonstrations: {recipe.Demonstrations.ScriptedEpisodes} episodes of a scripted demonstrator, skill {recipe.Demonstrations.ScriptedSkill} of 1");
EpisodeRecording demonstrations = new AvoidingDemonstrator(new AvoidingDemonstratorOptions { Skill = recipe.Demonstrations.ScriptedSkill })
    .Record(recipe.Demonstrations.ScriptedEpisodes, new RandomSource(recipe.Pretraining.Seed).Split("demonstrator"));

Console.WriteLine("2. Imitation: a rectified flow learns to act like the demonstrator");
using var pretraining = new PretrainingRun(recipe, engine, RunFolder.Create(null, recipe, "pretrain"));
await pretraining.RunAsync(new ConsoleProgress<PretrainingProgress>(progress => progress.Epoch > 0 && progress.Epoch % 20 == 0
    ? $"epoch {progress.Epoch,3} of {progress.Epochs}   loss {progress.Loss:0.000}"
    : null));
var imitated = PolicyFile.Load(pretraining.Checkpoint!);

Console.WriteLine("3. ReinFlow: the policy acts, with learned noise, and learns from the reward");
RunFolder folder = RunFolder.Create(null, recipe, "finetune");
using var fineTuning = new FineTuningRun(recipe, engine, imitated, folder);
await fineTuning.FineTuneAsync(new ConsoleProgress<FineTuningProgress>(progress => progress.Iteration % 5 == 0 && progress.Rollout is { } rollout
    ? $"iteration {progress.Iteration,2} of {progress.Iterations}   {progress.EnvironmentSteps,7:N0} steps   success {rollout.SuccessRate,4:P0} while exploring"
    : null));

// Both policies play the same episodes: same starts, same denoising noise, nothing injected.
var shown = Trial.Of(demonstrations);
var before = Trial.Play(recipe, engine, imitated, Episodes);
var after = Trial.Play(recipe, engine, PolicyFile.Load(folder.Path), Episodes);

Console.WriteLine();
Console.WriteLine($"{Episodes} episodes each; success: {before.SuccessCriterion}");
Console.WriteLine();
Console.WriteLine("                    success   mean return   routes of 24");
Console.WriteLine($"demonstrator       {shown}");
Console.WriteLine($"after imitation    {before}");
Console.WriteLine($"after ReinFlow     {after}");
Console.WriteLine();

File.WriteAllText(picture, AvoidingPicture.Draw("Avoiding: from demonstrations to a reliable policy", [
    new AvoidingPanel("Demonstrations", shown.Trajectories),
    new AvoidingPanel("After imitation", before.Trajectories),
    new AvoidingPanel("After ReinFlow", after.Trajectories)]));
Console.WriteLine($"Picture of the trajectories: {picture}");
Console.WriteLine($"Fine-tuned policy and progress: {folder.Path}");
Console.WriteLine($"It took {watch.Elapsed.TotalSeconds:0} s.");
Console.WriteLine("Next: teach a robot to hop on MuJoCo: README.md, \"Hopper, end to end\".");

if (after.SuccessRate - before.SuccessRate >= RequiredGain)
{
    return 0;
}

Console.Error.WriteLine($"Fine-tuning did not raise the success rate by {RequiredGain * 100:0} percentage points.");
return 1;

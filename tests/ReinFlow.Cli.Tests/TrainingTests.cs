using System.Globalization;
using System.Text.Json;
using ReinFlow.Cli.Tests.Fixtures;

namespace ReinFlow.Cli.Tests;

public sealed class TrainingTests : CliTests
{
    private CliResult _pretraining = null!;
    private CliResult _fineTuning = null!;

    private string Pretrained => PathOf("pretrained");

    private string FineTuned => PathOf("fine-tuned");

    [OneTimeSetUp]
    public async Task Train()
    {
        _pretraining = await SucceedAsync(Tiny.Pretrain(Pretrained));
        _fineTuning = await SucceedAsync(Tiny.Finetune(Pretrained, FineTuned));
    }

    [Test]
    public void PlainOutputHasOneLinePerEpochAndIteration()
    {
        Assert.That(Lines(_pretraining, "epoch "), Has.Count.EqualTo(2));
        Assert.That(Lines(_fineTuning, "iteration "), Has.Count.EqualTo(2));
        Assert.That(Lines(_fineTuning, "evaluation "), Has.Count.EqualTo(3));
        Assert.That(
            Lines(_fineTuning, "iteration ")[1],
            Does.Match(@"^iteration 2/2  return \S+  KL \S+  clip \S+ %  \d+ steps/s  ETA 0:00:00$"));
    }

    [Test]
    public void TheEndNamesTheEvaluationsTheCriterionAndThePaths()
    {
        foreach (string start in new[] { "first  ", "best   ", "last   " })
        {
            Assert.That(Lines(_fineTuning, start), Has.Count.EqualTo(1));
        }

        Assert.That(Lines(_fineTuning, "success ").Single(), Does.EndWith("reached the goal line without touching an obstacle"));
        Assert.That(Lines(_fineTuning, "run folder ").Single(), Does.EndWith(FineTuned));
        Assert.That(Lines(_fineTuning, "best checkpoint ").Single(), Does.EndWith(Path.Combine(FineTuned, "checkpoints", "best")));
        Assert.That(Lines(_pretraining, "last checkpoint ").Single(), Does.EndWith(Path.Combine(Pretrained, "checkpoints", "last")));
    }

    [Test]
    public void ARunFolderHasRecipeProgressLogAndCheckpoints()
    {
        foreach (string run in new[] { Pretrained, FineTuned })
        {
            Assert.That(
                Directory.EnumerateFileSystemEntries(run).Select(Path.GetFileName),
                Is.EquivalentTo(new[] { "checkpoints", "log.txt", "origin.json", "progress.csv", "recipe.json" }));
            string[] lines = File.ReadAllLines(Path.Combine(run, "progress.csv"));
            Assert.That(lines, Has.Length.EqualTo(4), "Columns, before training, twice training");
            Assert.That(lines.Select(line => line.Count(letter => letter == ',')).Distinct().Count(), Is.EqualTo(1));
            Assert.That(File.ReadAllLines(Path.Combine(run, "log.txt")), Has.All.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \w+ +\S"));
            Assert.That(
                Directory.EnumerateFiles(Path.Combine(run, "checkpoints", "last")).Select(Path.GetFileName),
                Is.SupersetOf(new[] { "normalization.npz", "optimizer.safetensors", "parameters.safetensors", "recipe.json", "state.json" }));
        }

        Assert.That(
            Directory.EnumerateDirectories(Path.Combine(FineTuned, "checkpoints")).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "best", "last" }));
    }

    [Test]
    public async Task TheRecipeOfARunRepeatsItToTheSameBytes()
    {
        await SucceedAsync("pretrain", Path.Combine(Pretrained, "recipe.json"), "--output", PathOf("repeated"));

        Assert.That(File.ReadAllBytes(Parameters(PathOf("repeated"))), Is.EqualTo(File.ReadAllBytes(Parameters(Pretrained))));
    }

    [Test]
    public async Task TheNormalizationComesFromTheCheckpoint()
    {
        byte[] Ranges(string run) => File.ReadAllBytes(Path.Combine(run, "checkpoints", "last", "normalization.npz"));
        Assert.That(Ranges(FineTuned), Is.EqualTo(Ranges(Pretrained)));

        string naked = PathOf("naked.safetensors");
        File.Copy(Parameters(Pretrained), naked);
        await FailAsync(2, Tiny.Finetune(naked, PathOf("never")), naked, "demonstrations.normalization");

        string ranges = Path.Combine(Pretrained, "checkpoints", "last", "normalization.npz");
        await SucceedAsync(Tiny.Finetune(naked, PathOf("named"), "--set", $"demonstrations.normalization={ranges}"));
        Assert.That(File.ReadAllBytes(Parameters(PathOf("named"))), Is.EqualTo(File.ReadAllBytes(Parameters(FineTuned))));
    }

    [Test]
    public async Task AnExistingRunFolderIsRefusedAndKept()
    {
        byte[] before = File.ReadAllBytes(Parameters(Pretrained));

        await FailAsync(1, Tiny.Pretrain(Pretrained), Pretrained, "--output");

        Assert.That(File.ReadAllBytes(Parameters(Pretrained)), Is.EqualTo(before));
    }

    [Test]
    public async Task EvaluationReportsTheSameNumbersAsTextAndAsJson()
    {
        string[] command = ["evaluate", FineTuned, "--episodes", "8"];
        CliResult text = await SucceedAsync(command);
        CliResult json = await SucceedAsync([.. command, "--json", "--threads", "1"]);

        using var document = JsonDocument.Parse(json.Output);
        Assert.That(document.RootElement.GetProperty("episodes").GetInt32(), Is.EqualTo(8));
        Assert.That(document.RootElement.GetProperty("successCriterion").GetString(), Does.StartWith("reached the goal line"));
        string mean = document.RootElement.GetProperty("meanReturn").GetDouble().ToString("F2", CultureInfo.InvariantCulture);
        Assert.That(text.Output, Does.Contain($"return    {mean} ±"));
        Assert.That(text.Output, Does.Contain("(reached the goal line without touching an obstacle)"));
    }

    [Test]
    public async Task InjectedNoiseAndTheSeedChangeTheEpisodes()
    {
        string[] command = ["evaluate", Path.Combine(FineTuned, "checkpoints", "best"), "--episodes", "8", "--json"];
        CliResult plain = await SucceedAsync(command);

        Assert.That((await SucceedAsync([.. command, "--stochastic"])).Output, Is.Not.EqualTo(plain.Output).And.Contain("stochastic"));
        Assert.That((await SucceedAsync([.. command, "--seed", "7"])).Output, Is.Not.EqualTo(plain.Output).And.Contain("7"));
        await FailAsync(2, ["evaluate", Pretrained, "--stochastic"], Pretrained, "fine-tuned actor");
    }

    [Test]
    public async Task InspectListsACheckpointAsTextAndAsJson()
    {
        CliResult text = await SucceedAsync("inspect", Pretrained);
        CliResult json = await SucceedAsync("inspect", Pretrained, "--json");

        using var document = JsonDocument.Parse(json.Output);
        JsonElement[] entries = [.. document.RootElement.GetProperty("entries").EnumerateArray()];
        JsonElement output = entries.Single(entry => entry.GetProperty("name").GetString() == "ema.network.mlp_mean.layers.2.weight");
        Assert.That(output.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()), Is.EqualTo(new[] { 8, 16 }));
        Assert.That(text.Output, Does.Contain($"{entries.Length} arrays"));
        Assert.That(text.Output, Does.Match(@"ema\.network\.mlp_mean\.layers\.2\.weight +F32 +\[8, 16\]"));
    }

    private static List<string> Lines(CliResult result, string start) =>
        [.. result.Output.Split(Environment.NewLine).Where(line => line.StartsWith(start, StringComparison.Ordinal))];

    private static string Parameters(string run) => Path.Combine(run, "checkpoints", "last", "parameters.safetensors");
}

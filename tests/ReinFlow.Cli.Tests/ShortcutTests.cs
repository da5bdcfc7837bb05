using ReinFlow.Cli.Tests.Fixtures;
using ReinFlow.Formats;
using ReinFlow.Golden;

namespace ReinFlow.Cli.Tests;

/// <summary>Shortcut policies through the command: official files, and a whole way from demonstrations to an evaluation.</summary>
public sealed class ShortcutTests : CliTests
{
    private static readonly string[] Kind = ["--set", "policy.kind=Shortcut", "--set", "policy.network.conditionLayers=[8,16]"];

    private readonly GoldenCase _golden = GoldenCase.Open("02a_shortcut_pretrained_add");

    [OneTimeTearDown]
    public void Close() => _golden.Dispose();

    [Test]
    public async Task ChainsOfOfficialFilesAreOfficial([Values(1, 2, 4, 8)] int steps)
    {
        string result = PathOf($"{steps}.npz");

        await SucceedAsync(Sample(result, steps));

        using var archive = NpzArchive.Open(result);
        _golden.AssertMatches($"sample/left/K{steps}/clip_every_step", archive.ReadSingles("chain"));
    }

    [Test]
    public async Task ANumberOfStepsThatIsNeverTrainedIsRefused() =>
        await FailAsync(2, Sample(PathOf("x.npz"), 3), "DenoisingSteps (3) must be a power of two up to 16");

    [Test]
    public async Task AShortcutPolicyIsPretrainedFineTunedEvaluatedAndSampled()
    {
        (string pretrained, string fineTuned) = (PathOf("pretrained"), PathOf("fine-tuned"));

        await SucceedAsync(Tiny.Pretrain(pretrained, Kind));
        await SucceedAsync(Tiny.Finetune(pretrained, fineTuned, Kind));

        Assert.That((await SucceedAsync("evaluate", fineTuned, "--episodes", "4")).Output, Does.Contain("return"));
        Assert.That(File.ReadAllText(Path.Combine(fineTuned, "recipe.json")), Does.Contain("\"kind\": \"Shortcut\""));
    }

    [Test]
    public async Task ARectifiedFlowIsDistilledIntoAShortcutPolicy()
    {
        (string teacher, string distilled) = (PathOf("teacher"), PathOf("distilled"));
        await SucceedAsync(Tiny.Pretrain(teacher));

        await SucceedAsync(Tiny.Pretrain(distilled, [.. Kind, "--teacher", teacher]));

        Assert.That(File.ReadAllText(Path.Combine(distilled, "recipe.json")), Does.Contain("\"kind\": \"Shortcut\""));
        await FailAsync(2, Tiny.Pretrain(PathOf("a"), "--teacher", teacher), "policy.kind is RectifiedFlow");
        await FailAsync(2, Tiny.Pretrain(PathOf("b"), [.. Kind, "--teacher", teacher, "--set", "policy.horizon=8"]), teacher, "4 of 4 actions");
        await FailAsync(2, Tiny.Pretrain(PathOf("c"), [.. Kind, "--teacher", teacher, "--seed", "7"]), teacher, "other ranges");
    }

    private string[] Sample(string result, int steps)
    {
        string recipe = WriteText(
            $"{steps}.json",
            """{ "policy": { "kind": "Shortcut", "network": { "conditionLayers": [32, 16], "head": { "hiddenLayers": [64, 64, 64] } } } }""");
        string inputs = Path.Combine(_golden.Folder, "inputs.npz");
        return
        [
            "sample", "--from", Path.Combine(_golden.Folder, "checkpoint.pt"), "--recipe", recipe,
            "--observations", inputs, "--noise", inputs, "--steps", $"{steps}", "--out", result,
        ];
    }
}

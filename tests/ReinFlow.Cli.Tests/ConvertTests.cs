using System.Text.Json;
using ReinFlow.Cli.Tests.Fixtures;
using ReinFlow.Formats;
using ReinFlow.Golden;

namespace ReinFlow.Cli.Tests;

/// <summary><c>reinflow convert</c>, and what trainings write for other programs.</summary>
public sealed class ConvertTests : CliTests
{
    private string Run => PathOf("run");

    [OneTimeSetUp]
    public async Task Train() => await SucceedAsync(Tiny.Pretrain(Run, "--tensorboard", "--jsonl"));

    [Test]
    public async Task APolicyGoesThroughEveryFormatAndActsTheSame()
    {
        (string pytorch, string safetensors, string folder) = (PathOf("p.pt"), PathOf("p.safetensors"), PathOf("p"));
        await SucceedAsync("convert", Run, pytorch);
        await SucceedAsync("convert", pytorch, safetensors);
        await SucceedAsync("convert", safetensors, folder);

        string[] results = [];
        foreach (string path in new[] { Run, pytorch, safetensors, folder })
        {
            CliResult result = await SucceedAsync("evaluate", path, "--episodes", "4", "--json");
            using JsonDocument json = JsonDocument.Parse(result.Output);
            results = [.. results, json.RootElement.GetProperty("meanReturn").GetRawText()];
        }

        Assert.That(results.Distinct().ToArray(), Has.Length.EqualTo(1));
        Assert.That(PyTorchCheckpoint.Load(pytorch).Root["epoch"], Is.EqualTo(2L));
    }

    [Test]
    public async Task AnExportSaysWhatTheModelTakesAndGives()
    {
        CliResult result = await SucceedAsync("convert", Run, PathOf("p.onnx"), "--steps", "2");

        Assert.That(result.Output.Trim(), Does.EndWith("observation [N, 1, 4], noise [N, 4, 2] -> action [N, 4, 2], 2 denoising steps."));
        Assert.That(File.Exists(PathOf("p.onnx")), Is.True);
    }

    [Test]
    public async Task NothingIsOverwrittenUnlessItIsForced()
    {
        string target = WriteText("kept.safetensors", "mine");
        string other = PathOf("other");
        Directory.CreateDirectory(other);

        await FailAsync(1, ["convert", Run, target], target, "exists", "--force");
        await FailAsync(1, ["convert", Run, other, "--force"], other, "no checkpoint");
        Assert.That(File.ReadAllText(target), Is.EqualTo("mine"));

        await SucceedAsync("convert", Run, target, "--force");
        await SucceedAsync("inspect", target);
        await SucceedAsync("convert", Run, PathOf("twice"));
        await SucceedAsync("convert", Run, PathOf("twice"), "--force");
    }

    [Test]
    public async Task WhatCannotBeDoneNamesTheCure()
    {
        using GoldenCase golden = GoldenCase.Open("01a_reflow_pretrained");
        string official = Path.Combine(golden.Folder, "checkpoint.pt");

        await FailAsync(1, ["convert", Run, PathOf("p.zip")], ".zip", ".safetensors");
        await FailAsync(2, ["convert", Run, PathOf("x.pt"), "--steps", "2"], "--steps", ".onnx");
        await FailAsync(2, ["convert", Run, PathOf("x.onnx"), "--steps", "0"], "--steps", "0", "from 1 to 1000");
        await FailAsync(2, ["convert", Run, PathOf("x.onnx"), "--sampler", "Exploration"], "no noise to inject");
        await FailAsync(2, ["convert", official, PathOf("x.onnx")], official, "--recipe");
        await FailAsync(2, ["convert", official, PathOf("x.onnx"), "--recipe", "hopper-medium-reinflow"], official, "--normalization");
        await FailAsync(1, ["convert", Run, Path.Combine(Folder, "none", "x.onnx")], "There is no folder", "none");
        Assert.That(File.Exists(PathOf("x.onnx")) || File.Exists(PathOf("x.pt")), Is.False);

        CliResult bare = await SucceedAsync("convert", official, PathOf("bare.safetensors"));
        Assert.That(bare.Output, Does.Contain("--recipe").And.Contain("--normalization"));
    }

    [Test]
    public async Task AResumedRunGoesOnWithItsFiles()
    {
        Assert.That(Events(), Has.Length.EqualTo(1));
        Assert.That(File.ReadAllLines(PathOf("run/progress.jsonl")), Has.Length.EqualTo(3), "Before training, twice training");

        await SucceedAsync("resume", Run);

        Assert.That(Events(), Has.Length.EqualTo(2));
        Assert.That(File.ReadAllLines(PathOf("run/progress.jsonl")), Has.Length.EqualTo(3));
    }

    private string[] Events() => Directory.GetFiles(Run, "events.out.tfevents.*");
}

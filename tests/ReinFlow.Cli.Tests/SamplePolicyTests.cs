using ReinFlow.Cli.Tests.Fixtures;
using ReinFlow.Formats;
using ReinFlow.Golden;

namespace ReinFlow.Cli.Tests;

/// <summary>The command's sampler on policies that are no flows, against numbers of the official implementation.</summary>
public sealed class SamplePolicyTests : CliTests
{
    private const string Ddim = """
        {
          "policy": {
            "kind": "Diffusion",
            "network": { "head": { "hiddenLayers": [40, 40, 40] } },
            "diffusion": { "noiseLevels": 100, "sampling": "Ddim", "denoisingSteps": 5, "fineTunedSteps": 5 }
          }
        }
        """;

    [Test]
    public async Task AFineTunedDiffusionPolicyWalksTheOfficialChainOfDdim()
    {
        using GoldenCase golden = GoldenCase.Open("08b_dppo_ddim");
        string result = PathOf("ddim.npz");

        await SucceedAsync(Command(golden, WriteText("ddim.json", Ddim), Inputs(golden, [8, 1, 11], "x_start", [8, 4, 3]), result, "5"));

        using var archive = NpzArchive.Open(result);
        Assert.That(archive.Describe("chain").Shape, Is.EqualTo(new[] { 8, 6, 4, 3 }));
        golden.AssertMatches("sample/evaluation/chain", archive.ReadSingles("chain"));
        golden.AssertMatches("sample/evaluation/action", archive.ReadSingles("action"));
    }

    [Test]
    public async Task AGaussianPolicyGivesTheOfficialMean()
    {
        using GoldenCase golden = GoldenCase.Open("12a_gaussian");
        string result = PathOf("mean.npz");

        await SucceedAsync(Command(golden, Gaussian(4, 48, 1), Inputs(golden, [24, 1, 23], "sample_noise", [24, 4, 7]), result, "1"));

        using var archive = NpzArchive.Open(result);
        Assert.That(archive.Describe("chain").Shape, Is.EqualTo(new[] { 24, 2, 4, 7 }));
        golden.AssertMatches("mean", archive.ReadSingles("action"));
    }

    [Test]
    public async Task WhatDoesNotFitThePolicyIsRefused()
    {
        using GoldenCase golden = GoldenCase.Open("12a_gaussian");
        string inputs = Inputs(golden, [24, 1, 23], "sample_noise", [24, 4, 7]);
        string recipe = Gaussian(4, 48, 1);

        await FailAsync(2, Command(golden, recipe, inputs, PathOf("x.npz"), "4"), "Gaussian", "one step");
        await FailAsync(2, [.. Command(golden, recipe, inputs, PathOf("x.npz"), "1"), "--grid", "k/K"], "--grid", "flow policies", "Gaussian");
        await FailAsync(2, [.. Command(golden, recipe, inputs, PathOf("x.npz"), "1"), "--clip", "last"], "--clip", "flow policies");
    }

    [Test]
    public async Task AMixtureSaysWhyItHasNoDeterministicSampler()
    {
        using GoldenCase golden = GoldenCase.Open("12c_gmm");
        int rows = golden.Input("state").Length / 11;
        string inputs = Inputs(golden, [rows, 1, 11], null, [rows, 2, 3]);

        await FailAsync(2, Command(golden, Gaussian(2, 32, 5), inputs, PathOf("x.npz"), "1"), "mixture of 5", "deterministic");
    }

    private static string[] Command(GoldenCase golden, string recipe, string inputs, string result, string steps) =>
    [
        "sample", "--from", Path.Combine(golden.Folder, "checkpoint.pt"), "--recipe", recipe,
        "--observations", inputs, "--noise", inputs, "--steps", steps, "--out", result,
    ];

    private string Gaussian(int horizon, int width, int components) => WriteText(
        $"gaussian-{components}.json",
        $$"""
        {
          "policy": {
            "kind": "Gaussian",
            "horizon": {{horizon}},
            "executedSteps": {{horizon}},
            "gaussian": { "components": {{components}}, "network": { "hiddenLayers": [{{width}}, {{width}}, {{width}}] } }
          }
        }
        """);

    private string Inputs(GoldenCase golden, int[] state, string? noise, int[] shape)
    {
        string path = PathOf(Guid.NewGuid().ToString("N") + ".npz");
        using var writer = NpzWriter.Create(path);
        writer.Add("state", state, golden.Input("state"));
        writer.Add("x0", shape, noise is null ? new float[shape.Aggregate(1, (product, length) => product * length)] : golden.Input(noise));
        writer.Complete();
        return path;
    }
}

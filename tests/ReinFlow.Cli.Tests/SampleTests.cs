using ReinFlow.Cli.Tests.Fixtures;
using ReinFlow.Formats;
using ReinFlow.Golden;

namespace ReinFlow.Cli.Tests;

/// <summary>The command's sampler against numbers of the official implementation.</summary>
public sealed class SampleTests : CliTests
{
    private readonly GoldenCase _golden = GoldenCase.Open("01a_reflow_pretrained");

    private string Checkpoint => Path.Combine(_golden.Folder, "checkpoint.pt");

    private string Inputs => Path.Combine(_golden.Folder, "inputs.npz");

    [OneTimeTearDown]
    public void Close() => _golden.Dispose();

    [Test]
    public async Task ChainsAreOfficial(
        [Values("k/K", "inclusive")] string grid, [Values(1, 2, 4)] int steps, [Values("every", "last")] string clip)
    {
        string result = PathOf($"{steps}-{clip}-{grid.Length}.npz");

        await SucceedAsync(Command(Inputs, result, "--steps", $"{steps}", "--grid", grid, "--clip", clip));

        using var archive = NpzArchive.Open(result);
        Assert.That(archive.Describe("chain").Shape, Is.EqualTo(new[] { 6, steps + 1, 4, 3 }));
        Assert.That(archive.Describe("action").Shape, Is.EqualTo(new[] { 6, 4, 3 }));
        float[] chain = archive.ReadSingles("chain");
        _golden.AssertMatches($"sample/{(grid == "k/K" ? "left" : "inclusive")}/K{steps}/clip_{clip}_step", chain);
        float[] last = [.. chain.Chunk(4 * 3).Where((_, index) => index % (steps + 1) == steps).SelectMany(state => state)];
        Assert.That(archive.ReadSingles("action"), Is.EqualTo(last), "The action is the last state of the chain");
    }

    [Test]
    public async Task WithoutOptionsTheGridIsUniformAndEveryStepIsClipped()
    {
        (string plain, string full) = (PathOf("plain.npz"), PathOf("full.npz"));
        await SucceedAsync(Command(Inputs, plain, "--steps", "4"));
        await SucceedAsync(Command(Inputs, full, "--steps", "4", "--grid", "k/K", "--clip", "every"));

        Assert.That(File.ReadAllBytes(plain), Is.EqualTo(File.ReadAllBytes(full)));
    }

    [Test]
    public async Task ACheckpointOfARunBringsItsRecipe()
    {
        string run = PathOf("run");
        await SucceedAsync(Tiny.Pretrain(run));
        string inputs = Write("avoiding.npz", [5, 1, 4], [5, 4, 2]);

        await SucceedAsync(Sample(run, inputs, PathOf("avoiding-out.npz")));

        string wrong = Write("hopper.npz", [5, 1, 11], [5, 4, 3]);
        await FailAsync(1, Sample(run, wrong, PathOf("x.npz")), wrong, "[5, 1, 11]", "4 features");
    }

    [Test]
    public async Task AFileThatDoesNotDescribeItsNetworkNeedsARecipe() =>
        await FailAsync(2, Sample(Checkpoint, Inputs, PathOf("x.npz")), Checkpoint, "--recipe");

    [TestCase(new[] { 6, 11 }, new[] { 6, 4, 3 }, "[6, 11]", "[N, To, Do]")]
    [TestCase(new[] { 6, 2, 11 }, new[] { 6, 4, 3 }, "[6, 2, 11]", "1 observations")]
    [TestCase(new[] { 6, 1, 11 }, new[] { 6, 8, 3 }, "[6, 8, 3]", "4 actions")]
    [TestCase(new[] { 6, 1, 11 }, new[] { 5, 4, 3 }, "[5, 4, 3]", "[6, 1, 11]")]
    public async Task ShapesThatDisagreeAreRefusedNamingBoth(int[] state, int[] noise, string found, string expected)
    {
        string inputs = Write("wrong.npz", state, noise);

        await FailAsync(1, Command(inputs, PathOf("x.npz"), "--steps", "4"), inputs, found, expected);
    }

    [TestCase(new[] { 6, 1, 12 }, new[] { 6, 4, 3 })]
    [TestCase(new[] { 6, 1, 11 }, new[] { 6, 4, 2 })]
    public async Task SizesThatDoNotFitTheNetworkAreRefused(int[] state, int[] noise)
    {
        string inputs = Write("unfit.npz", state, noise);

        string[] named = [Checkpoint, $"state [{string.Join(", ", state)}]", $"x0 [{string.Join(", ", noise)}]"];
        await FailAsync(2, Command(inputs, PathOf("x.npz"), "--steps", "4"), named);
    }

    private static string[] Sample(string from, string inputs, string result) =>
        ["sample", "--from", from, "--observations", inputs, "--noise", inputs, "--steps", "2", "--out", result];

    private string[] Command(string inputs, string result, params string[] more)
    {
        string recipe = WriteText("official.json", """{ "policy": { "network": { "head": { "hiddenLayers": [64, 64, 64] } } } }""");
        return ["sample", "--from", Checkpoint, "--recipe", recipe, "--observations", inputs, "--noise", inputs, "--out", result, .. more];
    }

    private string Write(string name, int[] state, int[] noise)
    {
        using var writer = NpzWriter.Create(PathOf(name));
        writer.Add("state", state, Values(state));
        writer.Add("x0", noise, Values(noise));
        writer.Complete();
        return PathOf(name);
    }

    private static float[] Values(int[] shape)
    {
        int count = shape.Aggregate(1, (product, length) => product * length);
        return [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i))];
    }
}

using ReinFlow.Cli.Tests.Fixtures;
using ReinFlow.Environments;
using ReinFlow.Formats;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Cli.Tests;

/// <summary>Files that are missing, damaged, or do not fit: exit code 1 or 2, one line, no run folder.</summary>
public sealed class RefusalTests : CliTests
{
    private string Never => PathOf("never");

    [TearDown]
    public void NoRunFolderIsLeftBehind() => Assert.That(Directory.Exists(Never), Is.False);

    [Test]
    public async Task MissingFilesAreNamed()
    {
        string missing = PathOf("missing.npz");
        await FailAsync(1, Tiny.Pretrain(Never, "--demonstrations", missing), missing);
        await FailAsync(1, Tiny.Finetune(missing, Never), missing);
        await FailAsync(1, ["evaluate", missing], missing);
        await FailAsync(1, ["inspect", missing], missing);
    }

    [Test]
    public async Task AnArchiveOfArraysIsNoPolicy()
    {
        string path = WriteDemonstrations("archive");

        await FailAsync(1, Tiny.Finetune(path, Never), path, "Npz", ".safetensors or a .pt");
        await FailAsync(1, ["evaluate", path], path);
    }

    [Test]
    public async Task TruncatedArchivesAreRefused([Values(10, 100, 1000)] int missing)
    {
        string path = WriteDemonstrations($"truncated-{missing}");
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^Math.Min(missing, bytes.Length - 4)]);

        await FailAsync(1, Tiny.Pretrain(Never, "--demonstrations", path), path);
        await FailAsync(1, ["inspect", path], path);
    }

    [Test]
    public async Task NumbersThatAreNotFiniteAreRefusedWithTheirPlace()
    {
        string path = WriteDemonstrations("infinite", (states, _) => states[7] = float.NaN);

        await FailAsync(1, Tiny.Pretrain(Never, "--demonstrations", path), path, "NaN", "states", "row 1, column 3");
    }

    [Test]
    public async Task DemonstrationsOfAnotherTaskAreRefusedWithBothSizes()
    {
        string path = WriteDemonstrations("other", observationDimension: 5);

        await FailAsync(2, Tiny.Pretrain(Never, "--demonstrations", path), path, "5", "Avoiding", "4");
    }

    [Test]
    public async Task TooFewWindowsForAMinibatchAreRefused()
    {
        string path = WriteDemonstrations("few");

        await FailAsync(1, Tiny.Pretrain(Never, "--demonstrations", path, "--set", "pretraining.minibatchSize=4096"), "4096");
    }

    [Test]
    public async Task APolicyOfOtherSizesIsRefusedWithBothShapes()
    {
        string run = PathOf("small");
        await SucceedAsync(Tiny.Pretrain(run));

        await FailAsync(2, Tiny.Finetune(run, Never, "--set", "policy.network.head.hiddenLayers=[24,24,24]"), "[16, 28]", "[24, 28]");
        await FailAsync(2, Tiny.Finetune(run, Never, "--set", "policy.horizon=5"), "[16, 28]", "[16, 30]");
    }

    [Test]
    public void TasksWithoutAScriptedDemonstratorAskForDemonstrations()
    {
        var hopper = new EnvironmentSpec("Hopper-v2", 11, 3, 1000, "upright");

        Assert.That(
            () => LoadedDemonstrations.Load(RecipeCatalog.Load("hopper-medium-reinflow"), hopper),
            Throws.TypeOf<RecipeException>().With.Message.Contain("--demonstrations"));
    }

    [Test]
    public async Task ABrokenRecipeFileIsRefused()
    {
        string recipe = WriteText("broken.json", "{ \"name\": \"mine\", ");

        await FailAsync(2, ["pretrain", recipe], recipe, "not valid JSON");
    }

    [Test]
    public async Task AMissingMuJoCoLibraryIsNamedWithTheCommandThatInstallsIt()
    {
        string library = PathOf("libmujoco.so");

        await FailAsync(
            1,
            ["pretrain", "hopper-medium-reinflow", "--output", Never, "--set", $"environment.muJoCoLibrary={library}"],
            library,
            "apt-get install libmujoco",
            "REINFLOW_MUJOCO");
    }

    private string WriteDemonstrations(string name, Action<float[], float[]>? change = null, int observationDimension = 4)
    {
        const int Rows = 100;
        const int ActionDimension = 2;
        string folder = Directory.CreateDirectory(PathOf(name)).FullName;
        float[] states = [.. Enumerable.Range(0, Rows * observationDimension).Select(i => MathF.Sin(i))];
        float[] actions = [.. Enumerable.Range(0, Rows * ActionDimension).Select(i => MathF.Cos(i))];
        change?.Invoke(states, actions);
        string path = Path.Combine(folder, "train.npz");
        Write(path, ("states", [Rows, observationDimension], states), ("actions", [Rows, ActionDimension], actions));
        Write(
            Path.Combine(folder, "normalization.npz"),
            ("obs_min", [observationDimension], Repeat(-1f, observationDimension)),
            ("obs_max", [observationDimension], Repeat(1f, observationDimension)),
            ("action_min", [ActionDimension], Repeat(-1f, ActionDimension)),
            ("action_max", [ActionDimension], Repeat(1f, ActionDimension)));
        return path;
    }

    private static float[] Repeat(float value, int count) => [.. Enumerable.Repeat(value, count)];

    private static void Write(string path, params (string Name, int[] Shape, float[] Values)[] arrays)
    {
        using var writer = NpzWriter.Create(path);
        foreach ((string name, int[] shape, float[] values) in arrays)
        {
            writer.Add(name, shape, values);
        }

        if (path.EndsWith("train.npz", StringComparison.Ordinal))
        {
            writer.Add("traj_lengths", [2], [40L, 60L]);
        }

        writer.Complete();
    }
}

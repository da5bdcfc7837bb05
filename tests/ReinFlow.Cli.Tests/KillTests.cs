using System.Diagnostics;
using System.Globalization;
using ReinFlow.Cli.Tests.Fixtures;

namespace ReinFlow.Cli.Tests;

/// <summary>
/// A process that is killed at random instants and resumed ends with the bytes of one that was left alone. The long form:
/// <c>dotnet test tests/ReinFlow.Cli.Tests -c Release --filter KillTests -- 'TestRunParameters.Parameter(name="kills",value="100")'</c>.
/// </summary>
public sealed class KillTests : CliTests
{
    private static readonly string[] Hopper =
    [
        "hopper-medium-reinflow", "--from-scratch", "--set", "environment.count=8", "--set", "policy.network.head.hiddenLayers=[64,64,64]",
        "--set", "algorithm.iterations=6", "--set", "algorithm.decisions=25", "--set", "algorithm.minibatchSize=50", "--set", "algorithm.epochs=2",
        "--set", "algorithm.criticWarmupIterations=1", "--set", "algorithm.checkpointEvery=2", "--set", "algorithm.checkpointsKept=1",
        "--set", "algorithm.evaluationEvery=2", "--set", "algorithm.evaluationEpisodes=4",
    ];

    private static readonly string[] Sac =
    [
        "hopper-sac", "--from-scratch", "--set", "environment.name=Avoiding", "--set", "environment.count=2", "--set", "sac.decisions=240",
        "--set", "sac.warmupDecisions=50", "--set", "sac.iterationLength=40", "--set", "sac.evaluationEvery=3", "--set", "sac.evaluationEpisodes=4",
    ];

    private readonly Random _random = new(20251121);

    private static int Kills => TestContext.Parameters.Get("kills", 3);

    [Test]
    [Platform(Include = "Linux", Reason = "MuJoCo is where these tests install it.")]
    public Task FineTuningOnHopper() => AssertSameBytesAsync("hopper", ["finetune", .. Hopper]);

    [Test]
    public async Task FineTuningWithAPenaltyOnAvoiding()
    {
        string start = PathOf("start");
        await SucceedAsync(Tiny.Pretrain(start));
        await AssertSameBytesAsync("avoiding", Without("--output", Tiny.Finetune(start, "none", "--set", "algorithm.iterations=30")));
    }

    [Test]
    public Task OffPolicyTraining() => AssertSameBytesAsync("sac", ["finetune", .. Sac]);

    [Test]
    public Task Imitation() => AssertSameBytesAsync("imitation", Without("--output", Tiny.Pretrain("none", "--set", "pretraining.epochs=40")));

    private static string[] Without(string option, string[] args)
    {
        int place = Array.IndexOf(args, option);
        return [.. args[..place], .. args[(place + 2)..]];
    }

    private async Task AssertSameBytesAsync(string name, string[] command)
    {
        string whole = PathOf(name + "-whole");
        var clock = Stopwatch.StartNew();
        Assert.That(await RunAsync([.. command, "--output", whole], null), Is.True);
        TimeSpan duration = clock.Elapsed;
        (int kills, int withinWrites, int runs) = (0, 0, 0);
        while (kills < Kills)
        {
            string folder = PathOf(string.Create(CultureInfo.InvariantCulture, $"{name}-{runs++}"));
            for (bool isComplete = false; !isComplete;)
            {
                // A share of the processes is left alone, or a run would hardly ever end.
                TimeSpan? patience = kills < Kills && _random.Next(4) > 0 ? duration * (0.15 + (0.85 * _random.NextDouble())) : null;
                bool isBegun = File.Exists(Path.Combine(folder, "recipe.json"));
                isComplete = await RunAsync(isBegun ? ["resume", folder] : [.. command, "--output", folder], patience);
                kills += isComplete ? 0 : 1;
                withinWrites += !isComplete && IsHalfWritten(folder) ? 1 : 0;
            }

            AssertSameBytes(folder, whole);
            Directory.Delete(folder, recursive: true);
        }

        TestContext.Out.WriteLine($"{name}: {kills} kills in {runs} runs, {withinWrites} of them while a checkpoint was being written");
    }

    /// <summary>Runs the command.</summary>
    /// <param name="args">Its arguments.</param>
    /// <param name="patience">When it is killed, or null if it is left alone.</param>
    /// <returns>Whether it came to its end.</returns>
    private async Task<bool> RunAsync(string[] args, TimeSpan? patience)
    {
        using Process process = CliProcess.Start(Folder, [], args);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        bool isKilled = patience is { } time && !process.WaitForExit(time);
        if (isKilled)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        await output;
        Assert.That(isKilled || process.ExitCode == 0, Is.True, await error);
        return !isKilled;
    }

    private static bool IsHalfWritten(string folder)
    {
        string checkpoints = Path.Combine(folder, "checkpoints");
        return Directory.Exists(checkpoints) && Directory.GetDirectories(checkpoints).Any(path => path.EndsWith(".tmp", StringComparison.Ordinal) || path.EndsWith(".old", StringComparison.Ordinal));
    }

    private static void AssertSameBytes(string actual, string expected)
    {
        foreach (string path in Directory.GetFiles(Path.Combine(expected, "checkpoints"), "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(expected, path);
            Assert.That(File.ReadAllBytes(Path.Combine(actual, name)), Is.EqualTo(File.ReadAllBytes(path)), name);
        }

        Assert.That(Progress(actual), Is.EqualTo(Progress(expected)));
    }

    /// <summary>The progress without the times, which are never the same.</summary>
    private static string[] Progress(string folder)
    {
        string[] lines = File.ReadAllLines(Path.Combine(folder, "progress.csv"));
        bool[] isTime = [.. lines[0].Split(',').Select(name => name.EndsWith("_seconds", StringComparison.Ordinal))];
        return [.. lines.Select(line => string.Join(',', line.Split(',').Where((_, i) => !isTime[i])))];
    }
}

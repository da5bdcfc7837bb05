using System.Diagnostics;
using ReinFlow.Cli.Tests.Fixtures;

namespace ReinFlow.Cli.Tests;

/// <summary>What only a process of its own shows: streams, signals, environment variables, the working folder.</summary>
public sealed class ProcessTests : CliTests
{
    [Test]
    public async Task ResultsGoToTheOutputAndMistakesToTheErrorOutput()
    {
        using Process list = Start([], "recipes");
        using Process mistake = Start([], "recipe");

        Assert.That(await list.StandardOutput.ReadToEndAsync(), Does.Contain("avoiding-reinflow"));
        Assert.That(await list.StandardError.ReadToEndAsync(), Is.Empty);
        Assert.That(await mistake.StandardOutput.ReadToEndAsync(), Is.Empty);
        Assert.That(await mistake.StandardError.ReadToEndAsync(), Does.Contain("'recipes'"));
        await Task.WhenAll(list.WaitForExitAsync(), mistake.WaitForExitAsync());
        Assert.That((list.ExitCode, mistake.ExitCode), Is.EqualTo((0, 2)));
    }

    [Test]
    public async Task TheEnvironmentVariableNamesTheMuJoCoLibrary()
    {
        string library = PathOf("libmujoco.so");

        using Process process = Start([("REINFLOW_MUJOCO", library)], "pretrain", "hopper-medium-reinflow");

        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.EqualTo(1));
        Assert.That(error.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(error, Does.Contain(library).And.Contain("apt-get install libmujoco"));
    }

    [Test]
    public async Task RunsWithoutANameAreNumberedUnderTheWorkingFolder()
    {
        string[] command = [.. Tiny.Pretrain("ignored").Where(word => word is not ("--output" or "ignored"))];
        foreach (string name in new[] { "avoiding-reinflow-pretrain", "avoiding-reinflow-pretrain-2" })
        {
            using Process process = Start([], command);
            Assert.That(await process.StandardOutput.ReadToEndAsync(), Does.Contain(Path.Combine("runs", name)));
            await process.WaitForExitAsync();
            Assert.That(Directory.Exists(Path.Combine(Folder, "runs", name, "checkpoints", "last")));
        }
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
    public async Task AnInterruptedRunKeepsACheckpointThatLoads([Values("pretrain", "finetune")] string command)
    {
        string start = PathOf($"start-{command}");
        string run = PathOf($"interrupted-{command}");
        await SucceedAsync(Tiny.Pretrain(start));
        string[] endless = ["--set", "algorithm.iterations=1000000", "--set", "pretraining.epochs=1000000"];
        using Process process = Start([], command == "pretrain" ? Tiny.Pretrain(run, endless) : Tiny.Finetune(start, run, endless));
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync();
        }
        while (line is not null && !line.Contains(" 3/1000000"));

        Interrupt(process.Id);
        Task<string> rest = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await rest;

        Assert.That(process.ExitCode, Is.EqualTo(130));
        Assert.That(error.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(error, Does.Contain($"reinflow resume {run}").And.Contain($"The checkpoint {Path.Combine(run, "checkpoints")}"));
        Assert.That(File.ReadAllText(Path.Combine(run, "log.txt")), Does.Contain("was cancelled"));
        await SucceedAsync("evaluate", run, "--episodes", "4");
        await SucceedAsync(Tiny.Finetune(run, PathOf($"continued-{command}")));
    }

    /// <summary>Sends what Ctrl-C sends. Where this process ignores that, its children do too: they get a request to end.</summary>
    private static void Interrupt(int process)
    {
        const string Status = "/proc/self/status";
        string? ignored = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))
            : null;
        bool isIgnored = ignored is not null && (Convert.ToUInt64(ignored[7..].Trim(), 16) & 2) != 0;
        using Process kill = Process.Start("kill", [isIgnored ? "-TERM" : "-INT", $"{process}"]);
        kill.WaitForExit();
    }

    private Process Start((string Name, string Value)[] variables, params string[] args) => CliProcess.Start(Folder, variables, args);
}

using System.CommandLine;
using System.Text.RegularExpressions;
using ReinFlow.Cli.Tests.Fixtures;

namespace ReinFlow.Cli.Tests;

/// <summary>What a shell completes, and the examples that help shows.</summary>
public sealed partial class CompletionTests : CliTests
{
    private static readonly string[] Shells = ["bash", "zsh", "pwsh"];

    private static readonly Command Root = new CommandLine(TextWriter.Null, TextWriter.Null).CreateRoot();

    [TestCase("reinflow fin", "finetune")]
    [TestCase("reinflow finetune avoi", "avoiding-reinflow")]
    [TestCase("reinflow recipes show avoi", "avoiding-reinflow")]
    [TestCase("reinflow evaluate run --recipe avoi", "avoiding-reinflow")]
    [TestCase("reinflow finetune avoiding-reinflow --from-", "--from-scratch")]
    [TestCase("reinflow pretrain avoiding-reinflow --set algorithm.clipR", "algorithm.clipRange=")]
    [TestCase("reinflow completion z", "zsh")]
    public async Task WhatMayStandAtTheCursorIsListed(string line, string answer) =>
        Assert.That((await SucceedAsync("complete", "--position", $"{line.Length}", line)).Output.TrimEnd(), Is.EqualTo(answer));

    [Test]
    public async Task WhatStandsBehindTheCursorDoesNotMatter() =>
        Assert.That((await SucceedAsync("complete", "--position", "12", "reinflow fin runs/a")).Output.TrimEnd(), Is.EqualTo("finetune"));

    [Test]
    public async Task HelpNamesTheArgumentAndNotAllRecipes() =>
        Assert.That((await SucceedAsync("--help")).Output, Does.Contain("pretrain <recipe>").And.Not.Contain("|avoiding-reinflow").And.Not.Contain("  complete "));

    [TestCaseSource(nameof(Shells))]
    public async Task EveryShellHasAScriptThatAsksTheCommand(string shell) =>
        Assert.That((await SucceedAsync("completion", shell)).Output, Does.Contain("reinflow complete --position"));

    [TestCaseSource(nameof(Commands))]
    public async Task HelpEndsWithExamplesThatAreRight(string command)
    {
        string help = (await SucceedAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Output;

        string[] examples = [.. help[(help.IndexOf("Examples:", StringComparison.Ordinal) + 9)..].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        Assert.That(help, Does.Contain("Examples:"), $"Give '{command}' an example in {nameof(Examples)}.cs.");
        foreach (string example in examples)
        {
            string line = CommandIn().Match(example).Value;
            Assert.That(WrongUsage.Find(Root.Parse(line["reinflow".Length..])), Is.Null, line);
        }
    }

    [Test]
    public async Task TheScriptOfBashCompletes()
    {
        if (!File.Exists("/bin/bash"))
        {
            Assert.That(OperatingSystem.IsWindows(), "Bash is where systems other than Windows have it.");
            return;
        }

        string script = (await SucceedAsync("completion", "bash")).Output;
        string tool = Path.Combine(TestContext.CurrentContext.TestDirectory, "ReinFlow.Cli.dll");
        string file = WriteText("complete.sh", $$"""
            reinflow() { dotnet '{{tool}}' "$@"; }
            {{script}}
            COMP_LINE="reinflow pretrain avoi"; COMP_POINT=22
            _reinflow_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """);
        using System.Diagnostics.Process shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("/bin/bash", [file]) { RedirectStandardOutput = true })!;

        Assert.That((await shell.StandardOutput.ReadToEndAsync()).TrimEnd(), Is.EqualTo("avoiding-reinflow"));
    }

    private static IEnumerable<string> Commands() => Paths(Root, string.Empty).Prepend(string.Empty);

    private static IEnumerable<string> Paths(Command command, string prefix) => command.Subcommands
        .Where(sub => !sub.Hidden)
        .SelectMany(sub => Paths(sub, $"{prefix}{sub.Name} ").Prepend($"{prefix}{sub.Name}"));

    /// <summary>A line may stand in quotation marks of a shell, or have a remark behind it.</summary>
    [GeneratedRegex(@"reinflow(?: [^\s)|]+(?: ""[^""]+"")?)*")]
    private static partial Regex CommandIn();
}

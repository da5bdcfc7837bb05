using System.Xml.Linq;
using ReinFlow.Cli.Tests.Fixtures;

namespace ReinFlow.Cli.Tests;

/// <summary>What the command draws: pages of runs, and animations of episodes.</summary>
public sealed class ReportTests : CliTests
{
    private string Run => PathOf("imitated");

    [OneTimeSetUp]
    public Task Pretrain() => SucceedAsync(Tiny.Pretrain(Run));

    [Test]
    public async Task ARealRunBecomesAPage()
    {
        string tuned = PathOf("tuned");
        await SucceedAsync(Tiny.Finetune(Run, tuned));
        string page = PathOf(Path.Combine("pages", "report.html"));

        CliResult result = await SucceedAsync("report", Run, tuned, "--output", page, "--title", "Two of them");

        Assert.That(result.Output, Does.Contain(page).And.Contain("2 runs"));
        Assert.That(
            File.ReadAllText(page),
            Does.Contain("<h1>Two of them</h1>").And.Contain("Imitation on Avoiding").And.Contain("Fine-tuning on Avoiding")
                .And.Contain("Approximate KL").And.Contain("reached the goal line without touching an obstacle"));
        await SucceedAsync("report", Folder, "--output", page);
    }

    [Test]
    public Task AFolderWithoutARunIsRefused() =>
        FailAsync(1, ["report", Path.Combine(Run, "checkpoints", "last"), "--output", PathOf("never.html")], "no progress.csv", "last");

    [Test]
    public async Task AnEvaluationIsFilmed()
    {
        string file = PathOf(Path.Combine("films", "film.svg"));

        CliResult result = await SucceedAsync("evaluate", Run, "--episodes", "6", "--record", file);

        XElement film = XElement.Parse(File.ReadAllText(file));
        Assert.That(result.Output, Does.Contain($"animation {file}"));
        Assert.That(film.Value, Does.Contain("of 6 episodes succeed"));
        Assert.That(film.Descendants().Count(element => element.Attribute("attributeName")?.Value == "cx"), Is.EqualTo(6));
    }

    [Test]
    public async Task JsonIsNotMixedWithTheNameOfTheFilm()
    {
        CliResult result = await SucceedAsync("evaluate", Run, "--episodes", "4", "--record", PathOf("other.svg"), "--json");

        Assert.That(() => System.Text.Json.JsonDocument.Parse(result.Output), Throws.Nothing);
    }

    [TestCase("film.gif", "does not end in .svg")]
    [TestCase("film.svg", "Hopper-v2", "--set", "environment.name=Hopper-v2")]
    public Task WhatCannotBeFilmedIsRefused(string file, string named, params string[] more) =>
        FailAsync(2, ["evaluate", Run, "--record", PathOf(file), .. more], "--record", named);
}

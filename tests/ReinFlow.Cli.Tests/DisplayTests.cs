using ReinFlow.Algorithms;
using ReinFlow.Cli.Display;
using ReinFlow.FineTuning;
using Spectre.Console;

namespace ReinFlow.Cli.Tests;

public sealed class DisplayTests
{
    private static readonly EpisodeStatistics Episodes = new(8, 1.5, 0.25, 1, 0.375, 20, 2, "stood [upright]");

    [Test]
    public void SpeedCountsTheStepsOfAnIterationAndTheRestIsEstimatedFromTheRecentOnes()
    {
        using var output = new StringWriter();
        var lines = new FineTuningLines(new PlainDisplay(output), new EvaluationSummary());

        lines.Report(Progress(0, 0, seconds: 0));
        lines.Report(Progress(1, 1000, seconds: 4));
        lines.Report(Progress(2, 3000, seconds: 2));

        string[] written = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.That(written[0], Does.EndWith("clip 12.5 %  250 steps/s  ETA 0:00:36"), "1000 steps in 4 s; 9 iterations of 4 s are left");
        Assert.That(written[1], Does.EndWith("clip 12.5 %  1000 steps/s  ETA 0:00:24"), "2000 steps in 2 s; 8 iterations of 3 s are left");
    }

    [Test]
    public void WhatWasSlowLongAgoDoesNotCountForTheRest()
    {
        var pace = new Pace();
        for (int i = 0; i < 60; i++)
        {
            pace.Add(TimeSpan.FromSeconds(i < 40 ? 100 : 2));
        }

        Assert.That(pace.Remaining(10), Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That(new Pace().Remaining(10), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void EpisodesAreCountedAboutTenTimesFromAnyThread()
    {
        using var output = new StringWriter();
        var count = new EpisodeCount(new PlainDisplay(output), 1000);

        Parallel.For(1, 1200, count.Report);

        string[] lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.That(lines, Has.Length.InRange(1, 10));
        Assert.That(lines[^1], Does.StartWith("episode 1000/1000"));
    }

    [Test]
    public void EpochsShowTheLossAndTheValidationLossWhereThereIsOne()
    {
        using var output = new StringWriter();
        var lines = new PretrainingLines(new PlainDisplay(output), new EvaluationSummary());

        lines.Report(new PretrainingProgress(1, 3, 0.5, 0.75, 1e-3, null, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(30)));

        Assert.That(
            output.ToString().TrimEnd(),
            Is.EqualTo("epoch 1/3  loss 0.50000  validation 0.75000  learning rate 1.0E-3  ETA 0:03:00"));
    }

    [Test]
    public void TheSummaryHasTheFirstTheBestAndTheLastEvaluation()
    {
        var summary = new EvaluationSummary();
        summary.Add(0, Episodes);
        summary.Add(10, Episodes with { MeanReturn = 9 });
        summary.Add(20, Episodes with { MeanReturn = double.NaN, SuccessRate = double.NaN });
        using var output = new StringWriter();

        summary.Write(output);

        string[] rows = output.ToString().Split(Environment.NewLine);
        string first = rows.Single(row => row.StartsWith("first", StringComparison.Ordinal));
        Assert.That(first, Does.Match(@" 0 +1\.50 ± 0\.25 +37\.5 % +20\.0 +8$"));
        Assert.That(rows.Single(row => row.StartsWith("best", StringComparison.Ordinal)), Does.Match(@" 10 +9\.00 "));
        Assert.That(rows.Single(row => row.StartsWith("last", StringComparison.Ordinal)), Does.Match(@" 20 +n/a "));
        Assert.That(rows.Single(row => row.StartsWith("success", StringComparison.Ordinal)), Does.EndWith("stood [upright]"));
    }

    [Test]
    public async Task OnATerminalEvaluationsStandAboveABarAndBracketsAreNoMarkup([Values(60, 160)] int width)
    {
        using var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = width;

        await TerminalDisplay.ShowAsync(console, display =>
        {
            display.Advance("iteration", 1, 4, "return [red] 1.00");
            display.Line("evaluation [bold]");
            return Task.CompletedTask;
        });

        string written = output.ToString();
        Assert.That(written, Does.Contain("evaluation [bold]").And.Contain("1/4  return [red] 1.00"));
        Assert.That(written.Contains("iteration 1/4", StringComparison.Ordinal), Is.EqualTo(width > 100));
    }

    [Test]
    public void AWriterThatIsNoTerminalGetsPlainLines()
    {
        using var output = new StringWriter();

        RunDisplay.ShowAsync(output, display =>
        {
            Assert.That(display, Is.InstanceOf<PlainDisplay>());
            return Task.CompletedTask;
        }).Wait();
    }

    private static FineTuningProgress Progress(int iteration, long steps, double seconds) => new(
        iteration,
        10,
        steps,
        Episodes,
        new UpdateStatistics(0, 0, 0, 0, 1e-4, 0.125, 1, 0, 0.1, 1, 1, 4, false, 1e-4, 1e-4),
        null,
        null,
        TimeSpan.FromSeconds(seconds / 2),
        TimeSpan.FromSeconds(seconds / 2),
        TimeSpan.Zero);
}

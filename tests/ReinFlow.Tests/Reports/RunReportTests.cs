using System.Globalization;
using System.Text.RegularExpressions;
using ReinFlow.Reports;

namespace ReinFlow.Tests.Reports;

public sealed partial class RunReportTests
{
    private const string Columns = "iteration,environment_steps,evaluation_return,evaluation_return_std,evaluation_success,evaluation_episodes,rollout_seconds,update_seconds,evaluation_seconds,rollout_return";

    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("reinflow-report-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void TheTableHasTheFirstTheBestAndTheLastEvaluationWithTimeAndSpeed()
    {
        string run = Run("a", "hop", 7, [.. Rows(10, 30, 20)]);

        string text = Text(run);

        Assert.That(text, Does.Match(@"hop a 7 2 of 50 2,000 10 ± 1 30 ± 1 after 1 20 ± 1 50 % 12 s 250"), "8 s of rollouts and updates, 4 s of evaluations.");
        Assert.That(text, Does.Contain("an episode succeeds if it stood"));
    }

    [Test]
    public void OnlyEvaluationsOfAllEpisodesCanBeTheBest()
    {
        string run = Run("a", "hop", 7, Row(0, 10), Row(1, 20), Row(2, 90).Replace(",40,", ",3,", StringComparison.Ordinal));

        Assert.That(Text(run), Does.Contain("20 ± 1 after 1").And.Not.Contain("after 2"));
    }

    [Test]
    public void SeedsOfOneRecipeAreOneCurveWithABand()
    {
        string html = Html(Run("a", "hop", 1, [.. Rows(10, 20)]), Run("b", "hop", 2, [.. Rows(14, 26)]));

        Assert.That(Legend(html), Is.EqualTo(new[] { "hop 2 seeds" }));
        Assert.That(PlainText(html), Does.Match(@"mean of 2 seeds 12 ± 2\.83 23 ± 4\.24"), "The sample deviations of 10 and 14, and of 20 and 26.");
        Assert.That(html, Does.Contain("class=\"band c0\"").And.Contain("hop, mean of 2 seeds: 23 at 1,000").And.Contain("hop, seed 1").And.Not.Contain("line solid c1"));
    }

    [Test]
    public void RunsOfTheSameSeedOrOfOtherValuesAreCurvesOfTheirOwn()
    {
        string[] runs =
        [
            Run("a", "hop", 1, [.. Rows(1, 2)]),
            Run("b", "hop", 1, [.. Rows(1, 2)]),
            Run("c", "jump", 1, [.. Rows(1, 2)]),
        ];
        string faster = Run("d", "jump", 2, [.. Rows(1, 2)]);
        File.WriteAllText(Path.Combine(faster, "recipe.json"), Recipe("jump", 2).Replace("\"rate\": 1", "\"rate\": 3", StringComparison.Ordinal));

        Assert.That(
            Legend(Html([.. runs, faster])),
            Is.EqualTo(new[] { "hop (a)", "hop (b)", "jump (algorithm.rate = 1)", "jump (algorithm.rate = 3)" }));
    }

    [Test]
    public void ColumnsThatNobodyKnowsHaveAChartOfTheirOwn()
    {
        string run = Run("a", "hop", 1, [.. Rows(1, 2)]);
        string path = Path.Combine(run, "progress.csv");
        string[] lines = File.ReadAllLines(path);
        File.WriteAllLines(path, [lines[0] + ",my_temperature", .. lines[1..].Select((line, i) => $"{line},{i + 1}")]);

        Assert.That(Html(run), Does.Contain("My temperature").And.Contain("column my_temperature of progress.csv").And.Contain("Further measurements (1)"));
    }

    [Test]
    public void ImitationHasASectionAndItsLoss()
    {
        string run = Path.Combine(_folder, "imitated");
        Directory.CreateDirectory(run);
        File.WriteAllText(Path.Combine(run, "recipe.json"), Recipe("hop", 3));
        File.WriteAllText(Path.Combine(run, "progress.csv"), "epoch,loss,validation_loss,training_seconds\n0,,,0\n1,0.5,0.6,2\n2,0.25,0.3,2\n");

        string html = Html(run, Run("a", "hop", 3, [.. Rows(1, 2)]));

        Assert.That(html, Does.Contain("Imitation on Hopper-v2").And.Contain("Fine-tuning on Hopper-v2").And.Contain("Imitation loss"));
        Assert.That(PlainText(html), Does.Match(@"hop imitated 9 2 of 4 0\.25 – – – – 4 s"));
    }

    [Test]
    public void ARunThatHasNotReportedYetIsListed()
    {
        string run = Path.Combine(_folder, "young");
        Directory.CreateDirectory(run);
        File.WriteAllText(Path.Combine(run, "recipe.json"), Recipe("hop", 1));
        File.WriteAllText(Path.Combine(run, "log.txt"), string.Empty);

        Assert.That(Text(run), Does.Contain("hop young 1 nothing reported yet"));
    }

    [Test]
    public void ADamagedRecipeOrStateLeavesTheNumbers()
    {
        string run = Run("a", "hop", 1, [.. Rows(10, 20)]);
        File.WriteAllText(Path.Combine(run, "recipe.json"), "{ \"name\": ");
        File.WriteAllText(Path.Combine(run, "checkpoints", "last", "state.json"), "{");

        Assert.That(Text(run), Does.Contain("unknown a – 1 1,000 10 ± 1 20 ± 1 after 1"));
    }

    [Test]
    public void AFolderOfRunsStandsForAllOfThemAndNoneIsTwice()
    {
        string first = Run("a", "hop", 1, [.. Rows(1, 2)]);
        Run("b", "hop", 2, [.. Rows(1, 2)]);
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        Directory.CreateDirectory(Path.Combine(_folder, "seeds"));
        Directory.Move(Run("c", "hop", 3, [.. Rows(1, 2)]), Path.Combine(_folder, "seeds", "c"));
        string[] expected = ["a", "b", "c"];
        if (!OperatingSystem.IsWindows())
        {
            expected = ["a", "b", "linked", "c"];
            Directory.CreateSymbolicLink(Path.Combine(_folder, "seeds", "back"), _folder);
            Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), first);
        }

        Assert.That(RunRecord.LoadAll([_folder, first]).Select(run => run.Name), Is.EqualTo(expected));
    }

    [Test]
    public void WhatIsNoRunIsRefusedByName()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, string.Empty);

        Assert.That(() => RunRecord.Load(Path.Combine(_folder, "absent")), Throws.InstanceOf<IOException>().With.Message.Contains("no folder").And.Message.Contains("absent"));
        Assert.That(() => RunRecord.Load(file), Throws.InstanceOf<IOException>().With.Message.Contains("is a file"));
        Assert.That(() => RunRecord.LoadAll([_folder]), Throws.InstanceOf<IOException>().With.Message.Contains("no progress.csv"));
    }

    [Test]
    public void ThePageNeedsNothingBesideIt()
    {
        string html = Html(Run("a", "<hop>", 1, [.. Rows(1, 2)]));

        Assert.That(html, Does.Not.Contain("<script").And.Not.Contain("<link").And.Not.Contain("url(").And.Not.Contain("<hop>").And.Not.Contain("@import"));
        Assert.That(Address().Matches(html.Replace("http://www.w3.org/2000/svg", string.Empty, StringComparison.Ordinal)), Is.Empty);
        Assert.That(html, Does.Contain("&lt;hop&gt;").And.Contain("prefers-color-scheme: dark"));
    }

    private static IEnumerable<string> Rows(params double[] returns) => returns.Select((value, i) => Row(i, value));

    private static string Row(int iteration, double value) => string.Create(
        CultureInfo.InvariantCulture, $"{iteration},{1000 * iteration},{value},1,0.5,40,{(iteration == 0 ? "0,0,0" : "3,1,2")},{value}");

    private static string Recipe(string name, int seed) =>
        $$"""{ "name": "{{name}}", "environment": { "name": "Hopper-v2" }, "pretraining": { "epochs": 4, "seed": 9 }, "algorithm": { "rate": 1, "iterations": 50, "seed": {{seed}} } }""";

    private static string Html(params string[] runs) => RunReport.ToHtml(RunRecord.LoadAll(runs));

    private static string Text(params string[] runs) => PlainText(Html(runs));

    private static string PlainText(string html) => Space().Replace(Tag().Replace(html, " "), " ").Replace(" <", "<", StringComparison.Ordinal);

    private static string[] Legend(string html) => [.. Entry().Matches(html).Select(match => PlainText(match.Value).Trim())];

    private string Run(string folder, string recipe, int seed, params string[] rows)
    {
        string run = Path.Combine(_folder, folder);
        string checkpoint = Path.Combine(run, "checkpoints", "last");
        Directory.CreateDirectory(checkpoint);
        File.WriteAllText(Path.Combine(run, "recipe.json"), Recipe(recipe, seed));
        File.WriteAllText(Path.Combine(run, "progress.csv"), $"{Columns}\n{string.Join('\n', rows)}\n");
        File.WriteAllText(Path.Combine(checkpoint, "state.json"), """{ "fineTuning": { "first": { "successCriterion": "it stood" } } }""");
        return run;
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex("<li>.*?</li>")]
    private static partial Regex Entry();

    [GeneratedRegex("(?:https?:)?//[a-z]")]
    private static partial Regex Address();
}

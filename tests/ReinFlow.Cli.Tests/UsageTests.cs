using ReinFlow.Cli.Tests.Fixtures;

namespace ReinFlow.Cli.Tests;

public sealed class UsageTests : CliTests
{
    [Test]
    public async Task HelpListsEveryCommand()
    {
        CliResult help = await SucceedAsync("--help");

        foreach (string command in new[] { "recipes", "environments", "pretrain", "finetune", "collect", "evaluate", "report", "sample", "inspect", "completion" })
        {
            Assert.That(help.Output, Does.Contain($"  {command} "));
        }
    }

    [TestCase("pretran avoiding-reinflow", "'pretran'", "'pretrain'")]
    [TestCase("recipes shw", "'shw'", "'show'")]
    [TestCase("evaluate run --episodess 3", "'--episodess'", "'--episodes'")]
    [TestCase("evaluate --episodess 3 run", "'--episodess'", "'--episodes'")]
    [TestCase("inspect --jsn", "'--jsn'", "'--json'")]
    [TestCase("inspect one two", "'two'", "one too many")]
    [TestCase("evaluate run --episodes 0", "--episodes is 0", "from 1")]
    [TestCase("evaluate run --threads -1", "--threads is -1", "from 0")]
    [TestCase("evaluate run --seed now", "'now'", "whole number", "--seed")]
    [TestCase("finetune avoiding-reinflow", "--from")]
    [TestCase("sample --from x --observations o --noise n --out y --steps 4 --grid middle", "middle", "k/K", "inclusive")]
    [TestCase("", "--help")]
    public async Task WrongUsageIsExplainedInOneLine(string line, params string[] named) =>
        await FailAsync(2, line.Split(' ', StringSplitOptions.RemoveEmptyEntries), named);

    [TestCase("recipes show avoiding", "avoiding-reinflow")]
    [TestCase("pretrain avoiding-reinflow --set algorithm.discont=0.9", "'algorithm.discont'", "'algorithm.discount'")]
    [TestCase("pretrain avoiding-reinflow --set algoritm.discount=0.9", "'algoritm'", "'algorithm'")]
    [TestCase("pretrain avoiding-reinflow --set algorithm.discount=2", "algorithm.discount (2)", "between 0 and 1")]
    [TestCase("pretrain avoiding-reinflow --set algorithm.discount=often", "algorithm.discount", "does not fit")]
    [TestCase("pretrain avoiding-reinflow --set algorithm=1", "'algorithm' is a section", "discount")]
    [TestCase("pretrain avoiding-reinflow --set discount", "section.key=value")]
    [TestCase("pretrain avoiding-reinflow --set environment.name=Avoidin", "'Avoidin'", "'Avoiding'")]
    public async Task MistakesInRecipesNameTheNearest(string line, params string[] named)
    {
        string[] output = line.StartsWith("pretrain", StringComparison.Ordinal) ? ["--output", PathOf("never")] : [];
        await FailAsync(2, [.. line.Split(' '), .. output], named);
    }

    [Test]
    public async Task UnknownKeysOfARecipeFileAreRefusedWithTheNearestName()
    {
        string file = WriteText("mine.json", """{ "name": "mine", "policy": { "horizn": 8 } }""");

        await FailAsync(2, ["pretrain", file, "--output", PathOf("never")], file, "'policy.horizn'", "'policy.horizon'");
    }

    [Test]
    public async Task ARefusedRunLeavesNoFolderAroundItEither()
    {
        string folder = PathOf("never");

        await FailAsync(2, ["finetune", "hopper-medium-reinflow", "--from-scratch", "--set", "regularizer.weight=1", "--output", Path.Combine(folder, "deep", "run")]);
    }

    [TearDown]
    public void NothingIsLeftBehind() => Assert.That(Directory.Exists(PathOf("never")), Is.False);
}

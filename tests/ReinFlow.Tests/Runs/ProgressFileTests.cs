using ReinFlow.FineTuning;
using ReinFlow.Runs;

namespace ReinFlow.Tests.Runs;

public sealed class ProgressFileTests
{
    private string _path = null!;

    [SetUp]
    public void CreateFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [Test]
    public void ARunThatGoesOnKeepsWhatStandsInFrontOfItUnderTheNamesOfTheColumns()
    {
        File.WriteAllText(_path, "iteration,rollout_return,environment_steps\n0,,0\n1,10.5,100\n2,20.5,200\n3,30.5,300\n4,4");

        using (var csv = new FineTuningCsv(_path))
        {
            csv.Report(Progress(3));
        }

        string[][] lines = [.. File.ReadAllLines(_path).Select(line => line.Split(','))];
        (int steps, int @return) = (Array.IndexOf(lines[0], "environment_steps"), Array.IndexOf(lines[0], "rollout_return"));
        Assert.That(lines.Select(line => line.Length).Distinct().Count(), Is.EqualTo(1));
        Assert.That(lines.Select(line => line[0]), Is.EqualTo(new[] { "iteration", "0", "1", "2", "3" }));
        Assert.That(lines.Skip(1).Select(line => line[steps]), Is.EqualTo(new[] { "0", "100", "200", "300" }));
        Assert.That(lines.Skip(1).Select(line => line[@return]), Is.EqualTo(new[] { string.Empty, "10.5", "20.5", string.Empty }));
    }

    [Test]
    public void AHalfWrittenLineIsNotTakenForAnEarlierOne()
    {
        File.WriteAllText(_path, "iteration,environment_steps\n1");

        using (var csv = new FineTuningCsv(_path))
        {
            csv.Report(Progress(16));
        }

        Assert.That(Iterations(), Is.EqualTo(new[] { "16" }));
    }

    [Test]
    public void ARunThatBeginsAnewReplacesTheFile()
    {
        File.WriteAllText(_path, "iteration,environment_steps\n0,0\n1,100\n");

        using (var csv = new FineTuningCsv(_path))
        {
            csv.Report(Progress(0));
        }

        Assert.That(Iterations(), Is.EqualTo(new[] { "0" }));
    }

    [Test]
    public void ARunThatIsLetGoOnRepeatsNoLine()
    {
        using (var csv = new FineTuningCsv(_path))
        {
            foreach (int iteration in (int[])[0, 1, 2, 2, 3])
            {
                csv.Report(Progress(iteration));
            }
        }

        Assert.That(Iterations(), Is.EqualTo(new[] { "0", "1", "2", "3" }));
    }

    [Test]
    public void JsonLinesKeepWhatStandsInFrontOfTheFirstReport()
    {
        File.WriteAllText(_path, "{\"iteration\":0,\"note\":7}\n{\"iteration\":1}\n{\"iteration\":2}\n{\"itera");

        using (var json = new JsonLinesProgress(_path))
        {
            json.Report(Progress(1));
        }

        string[] lines = File.ReadAllLines(_path);
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Is.EqualTo("{\"iteration\":0,\"note\":7}"));
        Assert.That(lines[1], Does.StartWith("{\"iteration\":1,\"environment_steps\":100"));
    }

    private static FineTuningProgress Progress(int iteration) => new(iteration, 9, 100 * iteration, null, null, null, null, default, default, default);

    private string[] Iterations() => [.. File.ReadAllLines(_path).Skip(1).Select(line => line.Split(',')[0])];
}

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
    public void ARunThatGoesOnKeepsWhatItsCheckpointHasCompletedUnderTheNamesOfTheColumns()
    {
        File.WriteAllText(_path, "iteration,rollout_return,environment_steps\n0,,0\n1,10.5,100\n2,20.5,200\n3,30.5,300\n4,4");

        using (var csv = new FineTuningCsv(_path, completed: 2))
        {
            csv.Report(new FineTuningProgress(3, 9, 333, null, null, null, null, default, default, default));
        }

        string[][] lines = [.. File.ReadAllLines(_path).Select(line => line.Split(','))];
        (int steps, int @return) = (Array.IndexOf(lines[0], "environment_steps"), Array.IndexOf(lines[0], "rollout_return"));
        Assert.That(lines.Select(line => line.Length).Distinct().Count(), Is.EqualTo(1));
        Assert.That(lines.Select(line => line[0]), Is.EqualTo(new[] { "iteration", "0", "1", "2", "3" }));
        Assert.That(lines.Skip(1).Select(line => line[steps]), Is.EqualTo(new[] { "0", "100", "200", "333" }));
        Assert.That(lines.Skip(1).Select(line => line[@return]), Is.EqualTo(new[] { string.Empty, "10.5", "20.5", string.Empty }));
    }

    [Test]
    public void AHalfWrittenLineIsNotTakenForAnEarlierOne()
    {
        File.WriteAllText(_path, "iteration,environment_steps\n1");

        using (var csv = new FineTuningCsv(_path, completed: 15))
        {
            csv.Report(new FineTuningProgress(16, 20, 1, null, null, null, null, default, default, default));
        }

        Assert.That(File.ReadAllLines(_path).Skip(1).Select(line => line.Split(',')[0]), Is.EqualTo(new[] { "16" }));
    }
}

using ReinFlow.Reports;

namespace ReinFlow.Tests.Reports;

public sealed class ProgressTableTests
{
    [Test]
    public void ColumnsAreFoundByNameAndForeignOnesMayStandAmongThem()
    {
        ProgressTable table = ProgressTable.Parse("iteration,mine,reward\r\n0,,1.5\r\n1,word,-2E3\r\n");

        Assert.That(table.Count, Is.EqualTo(2));
        Assert.That(table.Column("reward"), Is.EqualTo(new[] { 1.5, -2000 }));
        Assert.That(table.Column("mine"), Is.All.NaN);
        Assert.That(table.Column("absent"), Is.EqualTo(new[] { double.NaN, double.NaN }));
        Assert.That((table.Has("reward"), table.Has("mine"), table.Has("absent")), Is.EqualTo((true, false, false)));
    }

    [TestCase("1,2")]
    [TestCase("1,25", Description = "It could have become 1,256.")]
    [TestCase("1")]
    public void ALineThatIsBeingWrittenIsLeftOut(string half) =>
        Assert.That(ProgressTable.Parse($"iteration,reward\n0,10\n{half}").Column("reward"), Is.EqualTo(new[] { 10.0 }));

    [Test]
    public void LinesWithTooFewOrTooManyCellsKeepWhatTheyHave() =>
        Assert.That(ProgressTable.Parse("iteration,reward\n0\n1,2,3\n").Column("reward"), Is.EqualTo(new[] { double.NaN, 2 }));

    [Test]
    public void LinesThatAResumedRunRepeatsTakeThePlaceOfTheFirstOnes()
    {
        ProgressTable table = ProgressTable.Parse("iteration,reward\n0,1\n1,2\n2,3\n1,20\n2,30\n3,40\n");

        Assert.That(table.Column("iteration"), Is.EqualTo(new[] { 0.0, 1, 2, 3 }));
        Assert.That(table.Column("reward"), Is.EqualTo(new[] { 1.0, 20, 30, 40 }));
    }

    [TestCase("")]
    [TestCase("iteration,rew")]
    public void AFileThatHasJustBeenCreatedIsAnEmptyTable(string text) => Assert.That(ProgressTable.Parse(text).Count, Is.Zero);
}

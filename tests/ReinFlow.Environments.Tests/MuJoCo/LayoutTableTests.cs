using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

[TestFixture]
public sealed class LayoutTableTests
{
    [TestCase(222, 2, 2, 2)]
    [TestCase(340, 3, 4, 0)]
    [TestCase(3005000, 3, 5, 0)]
    [TestCase(3008001, 3, 8, 1)]
    [TestCase(3012000, 3, 12, 0)]
    public void VersionNumbersHaveThreeOrSevenDigits(int number, int major, int minor, int patch) =>
        Assert.That(LayoutTable.ParseVersion(number), Is.EqualTo(new Version(major, minor, patch)));

    [Test]
    public void TheTableCoversTheReleases()
    {
        Version[] versions = [.. LayoutTable.ReadEmbedded().Versions];

        Assert.That(versions, Is.Unique);
        Assert.That(versions, Has.Length.EqualTo(46));
        Assert.That(versions.Min(), Is.EqualTo(new Version(2, 2, 0)));
        Assert.That(versions.Max(), Is.EqualTo(new Version(3, 12, 0)));
    }

    [Test]
    public void TheColumnsAreInTheOrderOfTheMembers()
    {
        string[] names = LayoutTable.ReadEmbedded().Names;

        Assert.That(names, Has.Length.EqualTo(MemoryLayout.MemberCount));
        Assert.That(names[(int)LayoutMember.PositionCount], Is.EqualTo("model.nq"));
        Assert.That(names[(int)LayoutMember.BodyMasses], Is.EqualTo("model.body_mass"));
        Assert.That(names[(int)LayoutMember.Positions], Is.EqualTo("data.qpos"));
        Assert.That(names[(int)LayoutMember.ExternalForces], Is.EqualTo("data.cfrc_ext"));
    }

    [Test]
    public void AShortLineIsRefused() =>
        Assert.That(
            () => new LayoutTable("versions,integer_size\n222,4"),
            Throws.TypeOf<FormatException>().With.Message.Contains("'222,4'"));
}

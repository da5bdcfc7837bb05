namespace ReinFlow.Formats.Tests;

public sealed class NpzWriterTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase(false)]
    [TestCase(true)]
    public void EveryElementTypeSurvivesARoundTrip(bool isCompressed)
    {
        string path = _folder["all.npz"];
        using (var writer = NpzWriter.Create(path, isCompressed))
        {
            writer.Add("model/layer.0", [2, 2], [1f, -2f, float.NaN, float.PositiveInfinity]);
            writer.Add("double", [1, 3], [0.1, 0.2, 0.3]);
            writer.Add("long", [], [long.MinValue]);
            writer.Add("int", [2], [int.MaxValue, -1]);
            writer.Add("byte", [0, 4], ReadOnlySpan<byte>.Empty);
            writer.Add("bool", [2], [true, false]);
            writer.Add("data", TensorData.From([2], [5f, 6f]));
            writer.Complete();
        }

        using var archive = NpzArchive.Open(path);
        Assert.Multiple(() =>
        {
            Assert.That(archive.ReadSingles("model/layer.0"), Is.EqualTo(new[] { 1f, -2f, float.NaN, float.PositiveInfinity }));
            Assert.That(archive.ReadDoubles("double"), Is.EqualTo(new[] { 0.1, 0.2, 0.3 }));
            Assert.That(archive.ReadInt64s("long"), Is.EqualTo(new[] { long.MinValue }));
            Assert.That(archive.ReadInt64s("int"), Is.EqualTo(new long[] { int.MaxValue, -1 }));
            Assert.That(archive.Read("byte").Shape, Is.EqualTo(new[] { 0, 4 }));
            Assert.That(archive.ReadBytes("bool"), Is.EqualTo(new byte[] { 1, 0 }));
            Assert.That(archive.Read("data").ToSingles(), Is.EqualTo(new[] { 5f, 6f }));
        });
    }

    [Test]
    public void NothingIsLeftOfAnArchiveThatWasNotCompleted()
    {
        using (var writer = NpzWriter.Create(_folder["partial.npz"]))
        {
            writer.Add("x", [1], [1f]);
        }

        Assert.That(_folder.Files, Is.Empty);
    }

    [Test]
    public void TheSameArraysGiveTheSameBytes()
    {
        foreach (string name in new[] { "a.npz", "b.npz" })
        {
            using var writer = NpzWriter.Create(_folder[name], isCompressed: true);
            writer.Add("x", [3], [1f, 2f, 3f]);
            writer.Complete();
        }

        Assert.That(File.ReadAllBytes(_folder["a.npz"]), Is.EqualTo(File.ReadAllBytes(_folder["b.npz"])));
    }

    [Test]
    public void NamesAreUniqueAndShapesFit()
    {
        using var writer = NpzWriter.Create(_folder["x.npz"]);
        writer.Add("x", [1], [1f]);
        Assert.Multiple(() =>
        {
            Assert.That(() => writer.Add("x", [1], [1f]), Throws.ArgumentException.With.Message.Contains("'x'"));
            Assert.That(() => writer.Add("y", [2, 2], [1f]), Throws.ArgumentException.With.Message.Contains("[2, 2]"));
        });
    }
}

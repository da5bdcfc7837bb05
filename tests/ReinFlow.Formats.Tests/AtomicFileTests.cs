namespace ReinFlow.Formats.Tests;

public sealed class AtomicFileTests
{
    [Test]
    public void TheOldFileStaysUntilTheNewOneIsCommitted()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("file", [1]);
        using (var file = new AtomicFile(path))
        {
            file.Stream.Write([2, 3]);
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1 }));
            file.Commit();
            Assert.That(file.Commit, Throws.InvalidOperationException);
        }

        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 2, 3 }));
            Assert.That(folder.Files, Is.EqualTo(new[] { "file" }));
        });
    }

    [Test]
    public void AFileThatIsNotCommittedLeavesTheOldOne()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("file", [1]);
        using (var file = new AtomicFile(path))
        {
            file.Stream.Write([2, 3]);
        }

        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1 }));
            Assert.That(folder.Files, Is.EqualTo(new[] { "file" }));
        });
    }
}

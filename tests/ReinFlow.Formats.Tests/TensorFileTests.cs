namespace ReinFlow.Formats.Tests;

public sealed class TensorFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void TheKindIsFoundByContent()
    {
        NpyFile.Write(_folder["a.bin"], TensorData.From([2, 1], [1f, 2f]));
        new SafetensorsWriter().Add("w", [1], new[] { 1f }).AddMetadata("seed", "7").Save(_folder["b.bin"]);
        File.Copy(TemporaryFolder.Golden("dataset", "train.npz"), _folder["c.bin"]);
        File.Copy(TemporaryFolder.Golden("checkpoints", "12c_gmm.pt"), _folder["d.bin"]);
        TensorFileContent npy = TensorFile.Inspect(_folder["a.bin"]);
        TensorFileContent safetensors = TensorFile.Inspect(_folder["b.bin"]);
        TensorFileContent npz = TensorFile.Inspect(_folder["c.bin"]);
        TensorFileContent torch = TensorFile.Inspect(_folder["d.bin"]);
        Assert.Multiple(() =>
        {
            Assert.That(npy.Kind, Is.EqualTo(TensorFileKind.Npy));
            Assert.That(npy.Entries.Single().ToString(), Is.EqualTo("a [2, 1] <f4"));
            Assert.That(safetensors.Kind, Is.EqualTo(TensorFileKind.Safetensors));
            Assert.That(safetensors.Metadata, Is.EqualTo(new[] { KeyValuePair.Create("seed", "7") }));
            Assert.That(npz.Kind, Is.EqualTo(TensorFileKind.Npz));
            Assert.That(npz.Entries, Has.Count.EqualTo(6));
            Assert.That(torch.Kind, Is.EqualTo(TensorFileKind.PyTorch));
            Assert.That(torch.Entries, Has.Count.EqualTo(46));
            Assert.That(torch.Metadata.Single().Key, Is.EqualTo("itr"));
        });
    }

    [Test]
    public void AnUnknownKindIsRefused()
    {
        string text = _folder.Write("a.txt", [.. "some text"u8]);
        string pickle = _folder.Write("a.pt", [0x80, 2, (byte)'.']);
        Assert.Multiple(() =>
        {
            Assert.That(() => TensorFile.Inspect(text), Throws.TypeOf<FileFormatException>().With.Message.Contains("an unknown kind of file"));
            Assert.That(() => TensorFile.Inspect(pickle), Throws.TypeOf<FileFormatException>().With.Message.Contains("PyTorch before 1.6"));
            Assert.That(() => TensorFile.Inspect(_folder["none"]), Throws.TypeOf<FileNotFoundException>());
        });
    }
}

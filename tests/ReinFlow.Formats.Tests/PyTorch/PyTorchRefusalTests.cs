using System.IO.Compression;

namespace ReinFlow.Formats.Tests;

public sealed class PyTorchRefusalTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("os", "system")]
    [TestCase("builtins", "eval")]
    [TestCase("numpy.core.multiarray", "_reconstruct")]
    [TestCase("torch", "load")]
    public void NamesThatAreNotAllowedAreRefusedByName(string module, string name)
    {
        byte[] call = TorchArchive.Call(TorchArchive.Global(module, name), TorchArchive.Text("true"));
        Assert.That(() => Load(TorchArchive.Dictionary(call)), Refused($"{module}.{name}, which is not on the list"));
    }

    [TestCase(0, new[] { 7 }, new[] { 1 })]
    [TestCase(1, new[] { 2, 3 }, new[] { 3, 1 })]
    [TestCase(-1, new[] { 2 }, new[] { 1 })]
    [TestCase(0, new[] { 2 }, new[] { 6 })]
    [TestCase(0, new[] { 1000, 1000, 1000 }, new[] { 0, 0, 0 })]
    [TestCase(0, new[] { int.MaxValue, int.MaxValue, int.MaxValue }, new[] { 0, 0, 0 })]
    [TestCase(5, new[] { 2 }, new[] { -1 })]
    [TestCase(0, new[] { -2 }, new[] { 1 })]
    [TestCase(0, new[] { 2, 2 }, new[] { 1 })]
    public void TensorsOutsideTheirStorageAreRefused(int offset, int[] shape, int[] strides)
    {
        byte[] tensor = TorchArchive.Tensor(TorchArchive.Storage("FloatStorage", "0", 6), offset, shape, strides);
        Assert.That(() => Load(TorchArchive.Dictionary(tensor)), Throws.TypeOf<FileFormatException>());
    }

    [Test]
    public void StoragesThatAreMissingOrTooShortAreRefused()
    {
        byte[] Tensor(string key, int count) => TorchArchive.Tensor(TorchArchive.Storage("FloatStorage", key, count), 0, [1], [1]);
        Assert.Multiple(() =>
        {
            Assert.That(() => Load(TorchArchive.Dictionary(Tensor("9", 6))), Refused("no entry archive/data/9"));
            Assert.That(() => Load(TorchArchive.Dictionary(Tensor("0", 7))), Refused("a storage of 24 bytes"));
            Assert.That(() => Load(TorchArchive.Dictionary(Tensor("0", -1))), Refused("a storage of 24 bytes"));
            Assert.That(() => Load(TorchArchive.Dictionary(TorchArchive.Storage("FloatStorage", "0", 6))), Refused("as a value"));
            Assert.That(() => Load(TorchArchive.Dictionary(TorchArchive.Global("collections", "OrderedDict"))), Refused("collections.OrderedDict as a value"));
        });
    }

    [TestCase(new byte[] { 0x80, 4, (byte)'}', (byte)'.' }, "pickle protocol 4")]
    [TestCase(new byte[] { 0x80, 2, 0x81, (byte)'.' }, "pickle operation 0x81")]
    [TestCase(new byte[] { 0x80, 2, (byte)'.' }, "0 objects")]
    [TestCase(new byte[] { 0x80, 2, (byte)'}' }, "the end of the pickle")]
    [TestCase(new byte[] { 0x80, 2, (byte)'h', 3, (byte)'.' }, "a reference before byte 4 to object 3")]
    [TestCase(new byte[] { 0x80, 2, (byte)'N', (byte)'t', (byte)'.' }, "the end of a group")]
    [TestCase(new byte[] { 0x80, 2, (byte)'X', 255, 255, 255, 255, (byte)'.' }, "4294967295 bytes")]
    [TestCase(new byte[] { 0x80, 2, 0x8a, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, (byte)'.' }, "an integer of 9 bytes")]
    [TestCase(new byte[] { 0x80, 2, (byte)'N', (byte)'N', (byte)'a', (byte)'.' }, "items")]
    [TestCase(new byte[] { 0x80, 2, (byte)'}', (byte)')', (byte)'N', (byte)'s', (byte)'.' }, "a dictionary key")]
    [TestCase(new byte[] { 0x80, 2, (byte)'N', (byte)'N', (byte)'R', (byte)'.' }, "cannot be called")]
    [TestCase(new byte[] { 0x80, 2, (byte)'N', (byte)'N', (byte)'b', (byte)'.' }, "the state of an object")]
    [TestCase(new byte[] { 0x80, 2, (byte)'N', (byte)'Q', (byte)'.' }, "no storage")]
    [TestCase(new byte[] { 0x80, 2, (byte)']', (byte)'.' }, "something else than a dictionary")]
    [TestCase(new byte[] { 0x80, 2, (byte)'c', (byte)'o', (byte)'s' }, "no end of line")]
    public void PicklesThatAreNoPlainDataAreRefused(byte[] pickle, string part) => Assert.That(() => Load(pickle), Refused(part));

    [Test]
    public void DataThatContainThemselvesAreListedUpToALimit()
    {
        // {"x": l} with l = [l].
        byte[] pickle = TorchArchive.Dictionary([(byte)']', (byte)'q', 0, (byte)'h', 0, (byte)'a']);
        PyTorchCheckpoint checkpoint = Load(pickle);
        Assert.That(() => checkpoint.Leaves().Count(), Refused("nested data without end"));
    }

    [Test]
    public void DataThatMultiplyAreListedUpToALimit()
    {
        // A list of ten references to a list of ten references to …, thirty levels deep.
        List<byte> value = [(byte)']', (byte)'q', 0];
        for (byte level = 1; level < 30; level++)
        {
            value.AddRange([(byte)']', (byte)'q', level, (byte)'(']);
            value.AddRange(Enumerable.Repeat(new byte[] { (byte)'h', (byte)(level - 1) }, 10).SelectMany(reference => reference));
            value.Add((byte)'e');
        }

        // Only the last list is kept.
        byte[] start = [.. TorchArchive.Start, .. value.Take(3), (byte)'0'];
        byte[] pickle = [.. start, .. Pop(value.Skip(3)), (byte)'}', .. TorchArchive.Text("x"), (byte)'h', 29, (byte)'s', (byte)'.'];
        PyTorchCheckpoint checkpoint = Load(pickle);
        Assert.That(() => checkpoint.Flatten().Count(), Refused("nested data without end"));

        static IEnumerable<byte> Pop(IEnumerable<byte> lists) => lists.Chunk(25).SelectMany(list => list.Append((byte)'0'));
    }

    [Test]
    public void TheFormatBeforePyTorch16IsRefusedWithTheCure()
    {
        // torch.save wrote the magic number 0x1950a86a20f9469cfc6c as its first pickle.
        string path = _folder.Write("old.pt", [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.']);
        Assert.That(() => PyTorchCheckpoint.Load(path), Refused("PyTorch 1.6 or later"));
    }

    [Test]
    public void OtherArchivesAreRefused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => PyTorchCheckpoint.Load(TemporaryFolder.Golden("dataset", "train.npz")), Refused("0 entries named data.pkl"));
            Assert.That(() => PyTorchCheckpoint.Load(_folder.Write("text.pt", [.. "hello world"u8])), Refused("no zip archive"));
            Assert.That(() => PyTorchCheckpoint.Load(_folder.Write("empty.pt", [])), Refused("no zip archive"));
            Assert.That(() => PyTorchCheckpoint.Load(_folder["none.pt"]), Throws.TypeOf<FileNotFoundException>());
        });
    }

    [Test]
    public void BigEndianAndCompressedCheckpointsAreRefused()
    {
        TorchArchive.Save(_folder["big.pt"], [0x80, 2, (byte)'}', (byte)'.'], ("byteorder", [.. "big"u8]));
        using (ZipArchive zip = ZipFile.Open(_folder["deflated.pt"], ZipArchiveMode.Create))
        {
            using Stream stream = zip.CreateEntry("archive/data.pkl", CompressionLevel.Optimal).Open();
            stream.Write([0x80, 2, (byte)'}', .. TorchArchive.Text(new string('x', 1000)), (byte)'N', (byte)'s', (byte)'.']);
        }

        Assert.Multiple(() =>
        {
            Assert.That(() => PyTorchCheckpoint.Load(_folder["big.pt"]), Refused("another byte order"));
            Assert.That(() => PyTorchCheckpoint.Load(_folder["deflated.pt"]), Refused("a compressed entry"));
        });
    }

    private static NUnit.Framework.Constraints.ContainsConstraint Refused(string part) =>
        Throws.TypeOf<FileFormatException>().With.Message.Not.Contains("\n").And.Message.Contains(part);

    private PyTorchCheckpoint Load(byte[] pickle)
    {
        File.Delete(_folder["x.pt"]);
        TorchArchive.Save(_folder["x.pt"], pickle, ("data/0", new byte[24]));
        return PyTorchCheckpoint.Load(_folder["x.pt"]);
    }
}

using System.Runtime.InteropServices;

namespace ReinFlow.Formats.Tests;

public sealed class NpyFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase((byte)1)]
    [TestCase((byte)2)]
    [TestCase((byte)3)]
    public void AnArrayOfEveryHeaderVersionIsRead(byte version)
    {
        byte[] data = MemoryMarshal.AsBytes<float>([1f, 2f, 3f, 4f, 5f, 6f]).ToArray();
        TensorData array = Read(NpyBytes.Build(NpyBytes.Header("<f4", "(2, 3)"), data, version));
        Assert.Multiple(() =>
        {
            Assert.That(array.Shape, Is.EqualTo(new[] { 2, 3 }));
            Assert.That(array.DataType, Is.EqualTo(TensorDataType.Float32));
            Assert.That(array.ToSingles(), Is.EqualTo(new[] { 1f, 2f, 3f, 4f, 5f, 6f }));
        });
    }

    [Test]
    public void DoublePrecisionIsRoundedToTheNearestSingle()
    {
        double[] values = [0.1, -1.0 / 3.0, 1e300, double.NaN];
        TensorData array = Read(NpyBytes.Build(NpyBytes.Header("<f8", "(4,)"), MemoryMarshal.AsBytes<double>(values).ToArray()));
        Assert.Multiple(() =>
        {
            Assert.That(array.ToSingles(), Is.EqualTo(new[] { 0.1f, -1f / 3f, float.PositiveInfinity, float.NaN }));
            Assert.That(array.ToDoubles(), Is.EqualTo(values));
        });
    }

    [Test]
    public void AnArrayWithoutAxesIsOneNumber()
    {
        TensorData array = Read(NpyBytes.Build(NpyBytes.Header("<i8", "()"), BitConverter.GetBytes(-7L)));
        Assert.Multiple(() =>
        {
            Assert.That(array.Shape, Is.Empty);
            Assert.That(array.ToInt64s(), Is.EqualTo(new[] { -7L }));
        });
    }

    [Test]
    public void ColumnMajorOrderIsReadInRowMajorOrder()
    {
        // numpy.asfortranarray([[1, 2, 3], [4, 5, 6]]): the columns follow one another.
        byte[] data = MemoryMarshal.AsBytes<int>([1, 4, 2, 5, 3, 6]).ToArray();
        TensorData array = Read(NpyBytes.Build(NpyBytes.Header("<i4", "(2, 3)", "True"), data));
        Assert.That(array.ToInt64s(), Is.EqualTo(new[] { 1L, 2L, 3L, 4L, 5L, 6L }));
    }

    [Test]
    public void HalfPrecisionAndTruthValuesAreConverted()
    {
        TensorData half = Read(NpyBytes.Build(NpyBytes.Header("<f2", "(2,)"), MemoryMarshal.AsBytes<Half>([(Half)1.5, (Half)(-0.25)]).ToArray()));
        TensorData truth = Read(NpyBytes.Build(NpyBytes.Header("|b1", "(3,)"), [1, 0, 1]));
        Assert.Multiple(() =>
        {
            Assert.That(half.ToSingles(), Is.EqualTo(new[] { 1.5f, -0.25f }));
            Assert.That(truth.ToSingles(), Is.EqualTo(new[] { 1f, 0f, 1f }));
        });
    }

    [TestCase("<f4", "(2, 3)", 20, "20 bytes of data")]
    [TestCase("<f4", "(2, 3)", 28, "28 bytes of data")]
    [TestCase("|O", "(2,)", 16, "object arrays are never read")]
    [TestCase(">f4", "(2,)", 8, "little-endian")]
    [TestCase("<U5", "(1,)", 20, "<U5")]
    [TestCase("<f4", "(4294967296,)", 8, "an axis of extent 4294967296")]
    [TestCase("<f4", "(-1,)", 8, "an axis of extent -1")]
    [TestCase("<f8", "(2147483647, 2147483647, 2147483647)", 8, "64 bits")]
    [TestCase("<f4", "(2, 'x')", 8, "an incomplete header")]
    public void ArraysThatDoNotFitTheirDataAreRefused(string type, string shape, int dataLength, string part)
    {
        string path = _folder.Write("array.npy", NpyBytes.Build(NpyBytes.Header(type, shape), new byte[dataLength]));
        FileFormatException error = Assert.Throws<FileFormatException>(() => NpyFile.Read(path));
        Assert.Multiple(() =>
        {
            Assert.That(error.Message, Does.StartWith(path).And.Contains(part).And.Not.Contains("\n"));
            Assert.That(error.Cure, Is.Not.Empty);
        });
    }

    [TestCase("{'descr': '<f4'")]
    [TestCase("{'descr': '<f4', 'descr': '<f4'}")]
    [TestCase("{'descr': open('x')}")]
    [TestCase("((((((((((((((((((((()))))))))))))))))))))")]
    [TestCase("")]
    [TestCase("{'shape': (99999999999999999999,)}")]
    public void HeadersThatAreNoLiteralAreRefused(string header)
    {
        string path = _folder.Write("array.npy", NpyBytes.Build(header, []));
        Assert.That(() => NpyFile.Read(path), Throws.TypeOf<FileFormatException>().With.Message.Contains("header"));
    }

    [Test]
    public void AHeaderLongerThanOneMebibyteIsRefusedWithoutReadingIt()
    {
        string path = _folder.Write("array.npy", [0x93, .. "NUMPY"u8, 2, 0, 0xff, 0xff, 0xff, 0x7f, 0, 0]);
        Assert.That(() => NpyFile.Read(path), Throws.TypeOf<FileFormatException>().With.Message.Contains("2147483647 bytes"));
    }

    [Test]
    public void AWrittenFileHasTheHeaderThatNumPyWrites()
    {
        NpyFile.Write(_folder["array.npy"], TensorData.From([2], [1f, 2f]));
        byte[] bytes = File.ReadAllBytes(_folder["array.npy"]);
        byte[] text = [.. "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"u8];
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. text, .. Enumerable.Repeat((byte)' ', 117 - text.Length), (byte)'\n'];
        Assert.Multiple(() =>
        {
            Assert.That(bytes[..128], Is.EqualTo(expected));
            Assert.That(bytes[128..], Is.EqualTo(MemoryMarshal.AsBytes<float>([1f, 2f]).ToArray()));
        });
    }

    private TensorData Read(byte[] content) => NpyFile.Read(_folder.Write("array.npy", content));
}

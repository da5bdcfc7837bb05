using System.IO.Compression;

namespace ReinFlow.Formats.Tests;

public sealed class NpzArchiveTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void TheOfficialTrainingSetIsListed()
    {
        using var archive = NpzArchive.Open(TemporaryFolder.Golden("dataset", "train.npz"));
        string[] expected =
        [
            "states [35, 5] <f4", "actions [35, 3] <f4", "rewards [35] <f4", "terminals [35] |b1", "traj_lengths [5] <i8", "images [35, 3, 8, 8] |u1",
        ];
        Assert.That(archive.List().Select(entry => entry.ToString()), Is.EqualTo(expected));
    }

    [Test]
    public void TheOfficialTrainingSetIsTheNormalisedRawData()
    {
        using var train = NpzArchive.Open(TemporaryFolder.Golden("dataset", "train.npz"));
        using var raw = NpzArchive.Open(TemporaryFolder.Golden("dataset", "inputs.npz"));
        using var ranges = NpzArchive.Open(TemporaryFolder.Golden("dataset", "normalization.npz"));
        float[] states = train.ReadSingles("states");
        double[] rawStates = raw.ReadDoubles("raw_states");
        double[] minimum = ranges.ReadDoubles("obs_min");
        double[] maximum = ranges.ReadDoubles("obs_max");
        float[] expected = [.. rawStates.Select((value, i) => (float)((2 * (value - minimum[i % 5]) / (maximum[i % 5] - minimum[i % 5] + 1e-6)) - 1))];
        Assert.Multiple(() =>
        {
            Assert.That(states, Is.EqualTo(expected).Within(1e-6f));
            Assert.That(train.ReadInt64s("traj_lengths").Sum(), Is.EqualTo(35));
            Assert.That(train.ReadBytes("images"), Has.Length.EqualTo(35 * 3 * 8 * 8));
        });
    }

    [TestCase(false)]
    [TestCase(true)]
    public void RowsAreReadFromAnyPlaceOfAnArrayLargerThanTheBuffer(bool isCompressed)
    {
        float[] values = [.. Enumerable.Range(0, 60_000).Select(i => (float)i)];
        string path = Save(isCompressed, values, [20_000, 3]);
        using var archive = NpzArchive.Open(path);
        foreach (int start in new[] { 0, 1, 9_999, 19_998 })
        {
            float[] rows = new float[6];
            archive.ReadRows("x", start, rows);
            Assert.That(rows, Is.EqualTo(values[(start * 3)..((start * 3) + 6)]));
        }
    }

    [Test]
    public void AReaderGoesThroughAnArrayInParts()
    {
        float[] values = [.. Enumerable.Range(0, 60_000).Select(i => (float)i)];
        using var archive = NpzArchive.Open(Save(isCompressed: true, values, [20_000, 3]));
        using NpzArrayReader reader = archive.OpenArray("x");
        var parts = new List<double>();
        double[] part = new double[3_000];
        while (reader.RemainingElements > 0)
        {
            reader.Read(part);
            parts.AddRange(part);
        }

        Assert.Multiple(() =>
        {
            Assert.That(reader.RowCount, Is.EqualTo(20_000));
            Assert.That(reader.RowLength, Is.EqualTo(3));
            Assert.That(parts, Is.EqualTo(values));
            Assert.That(() => reader.Read(part), Throws.ArgumentException);
        });
    }

    [Test]
    public void OnlyTheFirstRowsAreRead()
    {
        using var archive = NpzArchive.Open(Save(isCompressed: false, [1, 2, 3, 4, 5, 6], [3, 2]));
        Assert.Multiple(() =>
        {
            Assert.That(archive.ReadSingles("x", maximumRows: 2), Is.EqualTo(new[] { 1f, 2f, 3f, 4f }));
            Assert.That(archive.ReadSingles("x", maximumRows: 9), Has.Length.EqualTo(6));
            Assert.That(archive.ReadSingles("x", maximumRows: 0), Is.Empty);
            Assert.That(() => archive.ReadRows("x", 2, new float[4]), Throws.ArgumentException);
            Assert.That(() => archive.ReadRows("x", 4, new float[2]), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => archive.ReadRows("x", 0, new float[3]), Throws.ArgumentException.With.Message.Contains("multiple"));
        });
    }

    [Test]
    public void ReadingAfterTheFirstCallAllocatesNothingPerPart()
    {
        using var archive = NpzArchive.Open(Save(isCompressed: false, new float[300_000], [100_000, 3]));
        using NpzArrayReader reader = archive.OpenArray("x");
        float[] part = new float[30_000];
        reader.Read(part);
        long before = GC.GetAllocatedBytesForCurrentThread();
        reader.Read(part);
        reader.Read(part);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1024));
    }

    [Test]
    public void RealsAreNotReadAsIntegers()
    {
        using var archive = NpzArchive.Open(Save(isCompressed: false, [1.5f], [1]));
        Assert.Multiple(() =>
        {
            Assert.That(() => archive.ReadInt64s("x"), Throws.TypeOf<FileFormatException>().With.Message.Contains("Float32"));
            Assert.That(() => archive.ReadBytes("x"), Throws.TypeOf<FileFormatException>().With.Message.Contains("uint8"));
        });
    }

    [Test]
    public void AMissingArrayIsNamedTogetherWithThoseThatExist()
    {
        using var archive = NpzArchive.Open(TemporaryFolder.Golden("dataset", "normalization.npz"));
        Assert.That(
            () => archive.ReadSingles("states"),
            Throws.TypeOf<FileFormatException>().With.Message.Contains("no array 'states' among obs_min, obs_max, action_min, action_max"));
    }

    [Test]
    public void AnArrayOfAnotherTypeDoesNotKeepTheRestFromBeingRead()
    {
        string path = _folder["mixed.npz"];
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            WriteEntry(zip, "text.npy", NpyBytes.Build(NpyBytes.Header("<U5", "(1,)"), new byte[20]));
            WriteEntry(zip, "columns.npy", NpyBytes.Build(NpyBytes.Header("|u1", "(2, 2)", "True"), [1, 3, 2, 4]));
        }

        using var archive = NpzArchive.Open(path);
        Assert.Multiple(() =>
        {
            Assert.That(archive.List()[0].DataType, Is.EqualTo(TensorDataType.Unknown));
            Assert.That(archive.ReadBytes("columns"), Is.EqualTo(new byte[] { 1, 2, 3, 4 }));
            Assert.That(archive.ReadSingles("columns", maximumRows: 1), Is.EqualTo(new[] { 1f, 2f }));
            Assert.That(() => archive.OpenArray("columns"), Throws.TypeOf<FileFormatException>().With.Message.Contains("column-major"));
            Assert.That(() => archive.Read("text"), Throws.TypeOf<FileFormatException>().With.Message.Contains("<U5"));
        });
    }

    [Test]
    public void AChangedByteOfTheDataIsFoundByItsChecksum()
    {
        string path = Save(isCompressed: false, [1f, 2f, 3f], [3]);
        byte[] bytes = File.ReadAllBytes(path);
        int place = bytes.AsSpan().IndexOf(BitConverter.GetBytes(2f));
        bytes[place] ^= 1;
        File.WriteAllBytes(path, bytes);
        using var archive = NpzArchive.Open(path);
        Assert.That(() => archive.Read("x"), Throws.TypeOf<FileFormatException>().With.Message.Contains("checksum"));
    }

    [Test]
    public void AMissingFileIsNamed() =>
        Assert.That(() => NpzArchive.Open(_folder["none.npz"]), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("none.npz"));

    private static void WriteEntry(ZipArchive zip, string name, byte[] content)
    {
        using Stream stream = zip.CreateEntry(name).Open();
        stream.Write(content);
    }

    private string Save(bool isCompressed, float[] values, int[] shape)
    {
        string path = _folder["x.npz"];
        using var writer = NpzWriter.Create(path, isCompressed);
        writer.Add("x", shape, values);
        writer.Complete();
        return path;
    }
}

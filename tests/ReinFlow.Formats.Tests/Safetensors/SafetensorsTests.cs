using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace ReinFlow.Formats.Tests;

public sealed class SafetensorsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void AFileOfTheFormatDocumentIsRead()
    {
        byte[] data =
        [
            .. MemoryMarshal.AsBytes<float>([1f, 2f]), .. MemoryMarshal.AsBytes<Half>([(Half)0.5]), 0x80, 0x3f, 7,
        ];
        string json = """
            {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},
             "h":{"dtype":"F16","shape":[],"data_offsets":[8,10]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[10,12]},
             "u":{"dtype":"U8","shape":[1,1],"data_offsets":[12,13]}}
            """;
        using var reader = SafetensorsReader.Open(Build(json, data));
        Assert.Multiple(() =>
        {
            Assert.That(reader.Entries.Select(entry => entry.ToString()), Is.EqualTo(new[] { "a [1, 2] F32", "h [] F16", "b [1] BF16", "u [1, 1] U8" }));
            Assert.That(reader.Metadata["format"], Is.EqualTo("pt"));
            Assert.That(reader.ReadSingles("a"), Is.EqualTo(new[] { 1f, 2f }));
            Assert.That(reader.ReadSingles("h"), Is.EqualTo(new[] { 0.5f }));
            Assert.That(reader.ReadSingles("b"), Is.EqualTo(new[] { 1f }));
            Assert.That(reader.ReadSingles("u"), Is.EqualTo(new[] { 7f }));
        });
    }

    [Test]
    public void AWrittenFileIsLaidOutAsTheFormatDocumentSays()
    {
        string path = _folder["x.safetensors"];
        new SafetensorsWriter()
            .Add("z", [2], new byte[] { 1, 2 })
            .Add("b", [1, 2], new[] { 1f, 2f })
            .Add("a", [1], new[] { 3f })
            .Add("step", [], new[] { 9L })
            .AddMetadata("recipe", "hopper \"1\"")
            .Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        string json = Encoding.UTF8.GetString(bytes, 8, length);
        string expected = string.Concat(
            """{"__metadata__":{"recipe":"hopper \u00221\u0022"},""",
            """ "step":{"dtype":"I64","shape":[],"data_offsets":[0,8]},""",
            """ "a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},""",
            """ "b":{"dtype":"F32","shape":[1,2],"data_offsets":[12,20]},""",
            """ "z":{"dtype":"U8","shape":[2],"data_offsets":[20,22]}}""");
        Assert.Multiple(() =>
        {
            Assert.That(length % 8, Is.Zero);
            Assert.That(json.TrimEnd(' '), Is.EqualTo(expected.Replace(", \"", ",\"", StringComparison.Ordinal)));
            Assert.That(bytes[(8 + length)..], Is.EqualTo((byte[])[9, 0, 0, 0, 0, 0, 0, 0, .. MemoryMarshal.AsBytes<float>([3f, 1f, 2f]), 1, 2]));
            Assert.That(_folder.Files, Has.Length.EqualTo(1));
        });
    }

    [Test]
    public void EveryElementTypeSurvivesARoundTrip()
    {
        string path = _folder["x.safetensors"];
        new SafetensorsWriter()
            .Add("double", TensorData.From([2], [0.1, double.NaN]))
            .Add("int", TensorData.From([1], [int.MinValue]))
            .Add("bool", TensorData.From([2], [true, false]))
            .Add("empty", [0, 3], ReadOnlyMemory<float>.Empty)
            .Save(path);
        using var reader = SafetensorsReader.Open(path);
        Assert.Multiple(() =>
        {
            Assert.That(reader.Read("double").ToDoubles(), Is.EqualTo(new[] { 0.1, double.NaN }));
            Assert.That(reader.Read("int").ToInt64s(), Is.EqualTo(new long[] { int.MinValue }));
            Assert.That(reader.ReadSingles("bool"), Is.EqualTo(new[] { 1f, 0f }));
            Assert.That(reader.Read("empty").Shape, Is.EqualTo(new[] { 0, 3 }));
        });
    }

    [Test]
    public void AFileWithoutArraysCanBeWrittenAndRead()
    {
        new SafetensorsWriter().Save(_folder["empty.safetensors"]);
        using var reader = SafetensorsReader.Open(_folder["empty.safetensors"]);
        Assert.That(reader.Entries, Is.Empty);
    }

    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "4 bytes")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "without overlap or gap")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "without overlap or gap")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "where the last array ends")]
    [TestCase("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "of 8")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "without overlap or gap")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "extent -2")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", "64-bit integer")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2]}}""", "an incomplete entry")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "JSON")]
    [TestCase("""{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}""", "JSON")]
    [TestCase("""[1,2]""", "JSON")]
    [TestCase("""{"a":""", "JSON")]
    public void HeadersThatDoNotFitTheDataAreRefused(string json, string part)
    {
        string path = Build(json, new byte[8]);
        Assert.That(() => SafetensorsReader.Open(path), Throws.TypeOf<FileFormatException>().With.Message.Contains(part).And.Message.Not.Contains("\n"));
    }

    [TestCase(100_000_001UL)]
    [TestCase(ulong.MaxValue)]
    [TestCase(9UL)]
    public void AHeaderLongerThanTheFileIsRefused(ulong length)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        string path = _folder.Write("x.safetensors", bytes);
        Assert.That(() => SafetensorsReader.Open(path), Throws.TypeOf<FileFormatException>().With.Message.Contains($"a header of {length} bytes"));
    }

    [Test]
    public void AnUnknownElementTypeIsListedButNotRead()
    {
        using var reader = SafetensorsReader.Open(Build("""{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", new byte[8]));
        Assert.Multiple(() =>
        {
            Assert.That(reader.Entries[0].DataTypeName, Is.EqualTo("F8_E4M3"));
            Assert.That(() => reader.Read("a"), Throws.TypeOf<FileFormatException>().With.Message.Contains("F8_E4M3"));
            Assert.That(() => reader.Read("b"), Throws.TypeOf<FileFormatException>().With.Message.Contains("no array 'b' among a"));
        });
    }

    [Test]
    public void ANameCanBeUsedOnce()
    {
        SafetensorsWriter writer = new SafetensorsWriter().Add("a", [1], new[] { 1f });
        Assert.Multiple(() =>
        {
            Assert.That(() => writer.Add("a", [1], new[] { 1f }), Throws.ArgumentException);
            Assert.That(() => writer.Add("__metadata__", [1], new[] { 1f }), Throws.ArgumentException);
            Assert.That(() => writer.Add("c", [2], new[] { 1f }), Throws.ArgumentException);
        });
    }

    private string Build(string json, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        return _folder.Write("x.safetensors", [.. length, .. text, .. data]);
    }
}

using System.Buffers.Binary;
using System.Text.Json;
using ReinFlow.Algorithms;
using ReinFlow.FineTuning;
using ReinFlow.Formats;
using ReinFlow.Runs;
using ReinFlow.Tests.Export;

namespace ReinFlow.Tests.Runs;

/// <summary>What runs write for TensorBoard and as JSON Lines, read by code that has nothing in common with what wrote it.</summary>
public sealed class EventFileTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void Create() => _folder = Directory.CreateTempSubdirectory("reinflow-progress-");

    [TearDown]
    public void Delete() => _folder.Delete(recursive: true);

    [Test]
    public void TheChecksumOfTheTestIsTheOneOfItsStandard() => Assert.That(Checksum("123456789"u8), Is.EqualTo(0xE3069283));

    [Test]
    public void AnEventFileHasItsVersionThenTheFiniteNumbersOfEveryIteration()
    {
        using (var board = new TensorBoardProgress(_folder.FullName))
        {
            board.Report(Iteration(1, 2.5));
            board.Report(Iteration(2, double.NaN));
        }

        (long Step, string Version, long Session, Dictionary<string, float> Numbers)[] events = Events(Files().Single());

        Assert.That(events.Select(item => item.Version), Is.EqualTo(new[] { "brain.Event:2", string.Empty, string.Empty }));
        Assert.That(events.Select(item => item.Step), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(events[1].Numbers["rollout_return"], Is.EqualTo(2.5f));
        Assert.That(events[1].Numbers["algorithm_entropy"], Is.EqualTo(7f), "A measurement that has the name of another number");
        Assert.That(events[1].Numbers, Does.Not.ContainKey("iteration").And.Not.ContainKey("policy_loss"));
        Assert.That(events[2].Numbers, Does.Not.ContainKey("rollout_return"));
    }

    [Test]
    public void ARunThatGoesOnTellsTensorBoardWhatToForget()
    {
        using (var first = new TensorBoardProgress(_folder.FullName))
        {
            first.Report(Iteration(1, 1));
            first.Report(Iteration(2, 2));
        }

        using (var second = new TensorBoardProgress(_folder.FullName, resumes: true))
        {
            second.Report(Iteration(2, 3));
        }

        string[] files = Files();
        Assert.That(files, Has.Length.EqualTo(2), "Files in the order in which they are read");
        Assert.That(Events(files[0]).All(item => item.Session == 0), Is.True);
        Assert.That(Events(files[1]).Select(item => (item.Step, item.Session)), Is.EqualTo(new[] { (0L, 0L), (2L, 1L), (2L, 0L) }));
    }

    [Test]
    public void ARunThatRepeatsAnIterationTellsTensorBoardSo()
    {
        using (var board = new TensorBoardProgress(_folder.FullName))
        {
            foreach (int iteration in (int[])[0, 1, 0, 1])
            {
                board.Report(Iteration(iteration, iteration));
            }
        }

        Assert.That(
            Events(Files().Single()).Select(item => (item.Step, item.Session)),
            Is.EqualTo(new[] { (0L, 0L), (0L, 0L), (1L, 0L), (0L, 1L), (0L, 0L), (1L, 0L) }));
    }

    [Test]
    public void ANewRunLeavesTheEventFilesOfOthersAlone()
    {
        foreach (double reward in (double[])[1, 2])
        {
            using var board = new TensorBoardProgress(_folder.FullName);
            board.Report(Iteration(1, reward));
        }

        Assert.That(Files().SelectMany(file => Events(file)).All(item => item.Session == 0), Is.True);
    }

    /// <summary>TensorBoard's own reader, or Google's protocol buffers; without both, the tests above have read the same with code of their own.</summary>
    [Test]
    public void OtherReadersSeeTheNumbersThatAreToBeShown()
    {
        using (var first = new TensorBoardProgress(_folder.FullName))
        {
            first.Report(Iteration(1, 1));
            first.Report(Iteration(2, 2));
        }

        using (var second = new TensorBoardProgress(_folder.FullName, resumes: true))
        {
            second.Report(Iteration(2, 3));
        }

        string output = OtherPrograms.Python(_folder.FullName, EventReaders.Program, _folder.FullName, "rollout_return");

        Assert.That(output, Is.EqualTo("1 1.0\n2 3.0").Or.EqualTo(OtherPrograms.Missing));
    }

    [Test]
    public void JsonLinesHaveTheNamesOfTheCsv()
    {
        string path = Path.Combine(_folder.FullName, "progress.jsonl");
        string csv = Path.Combine(_folder.FullName, "progress.csv");
        using (var lines = new JsonLinesProgress(path))
        using (var table = new FineTuningCsv(csv))
        {
            lines.Report(Iteration(1, 2.5));
            table.Report(Iteration(1, 2.5));
        }

        using JsonDocument json = JsonDocument.Parse(File.ReadAllLines(path).Single());
        string[] names = [.. json.RootElement.EnumerateObject().Select(property => property.Name)];
        Assert.That(names, Is.SubsetOf(File.ReadLines(csv).First().Split(',')));
        Assert.That(names[0], Is.EqualTo("iteration"));
        Assert.That(json.RootElement.GetProperty("rollout_return").GetDouble(), Is.EqualTo(2.5));
    }

    [TestCase("{\"epoch\":3,\"lo")]
    [TestCase("[]")]
    [TestCase("{\"epoch\":3,\"loss\":9}")]
    public void JsonLinesThatGoOnKeepWhatIsCompleteAndNoMore(string end)
    {
        string path = Path.Combine(_folder.FullName, "progress.jsonl");
        File.WriteAllText(path, "{\"epoch\":1,\"loss\":1}\n{\"epoch\":2,\"loss\":2}\n" + end);
        using (var lines = new JsonLinesProgress(path))
        {
            lines.Report(new PretrainingProgress(3, 5, 0.5, null, 1e-3, null, TimeSpan.Zero, TimeSpan.Zero));
        }

        string[] written = File.ReadAllLines(path);
        Assert.That(written[..2], Is.EqualTo(new[] { "{\"epoch\":1,\"loss\":1}", "{\"epoch\":2,\"loss\":2}" }));
        Assert.That(written[2], Does.StartWith("{\"epoch\":3,\"loss\":0.5,"));
        Assert.That(written, Has.Length.EqualTo(3));
    }

    private static FineTuningProgress Iteration(int number, double reward) => new(
        number, 2, 100, new EpisodeStatistics(4, reward, 0, 0, 0, 10, 0, string.Empty), null, null, null, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero)
    {
        Metrics = [new Metric("entropy", 7), new Metric("mean_value", 8)],
    };

    private string[] Files() => [.. Directory.GetFiles(_folder.FullName, EventFileWriter.Prefix + "*").Order(StringComparer.Ordinal)];

    /// <summary>Reads the records of an event file and checks both checksums of each.</summary>
    private static (long Step, string Version, long Session, Dictionary<string, float> Numbers)[] Events(string path)
    {
        List<(long, string, long, Dictionary<string, float>)> events = [];
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        while (!bytes.IsEmpty)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), Is.EqualTo(Masked(bytes[..8])));
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(12 + length)..]), Is.EqualTo(Masked(bytes.Slice(12, length))));
            ProtobufFields fields = ProtobufFields.Parse(bytes.Slice(12, length));
            IEnumerable<ProtobufFields> values = fields.Messages(5).SelectMany(summary => summary.Messages(1));
            events.Add((
                fields.Integer(2),
                fields.Text(3),
                fields.Messages(7).Sum(log => log.Integer(1)),
                values.ToDictionary(value => value.Text(1), value => BitConverter.UInt32BitsToSingle((uint)value.Integer(2)))));
            bytes = bytes[(16 + length)..];
        }

        return [.. events];
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint checksum = Checksum(bytes);
        return unchecked(((checksum >> 15) | (checksum << 17)) + 0xa282ead8);
    }

    /// <summary>CRC-32C bit by bit.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum >> 1) ^ ((checksum & 1) * 0x82F63B78);
            }
        }

        return ~checksum;
    }
}

namespace ReinFlow.Formats.Tests;

/// <summary>Whatever happens to a file, reading it gives values or the error of the format, within bounded memory.</summary>
public sealed class DamagedFileTests
{
    private const long MaximumAllocation = 64L << 20;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Files))]
    public void ATruncatedFileIsRefused(string name)
    {
        byte[] content = Content(name);
        var random = new Random(1);
        for (int trial = 0; trial < 150; trial++)
        {
            int length = trial < 40 ? Math.Min(trial, content.Length - 1) : random.Next(content.Length);
            Assert.That(TryRead(content[..length]), Is.False, $"{length} of {content.Length} bytes");
        }
    }

    [TestCaseSource(nameof(Files))]
    public void FlippedBitsGiveValuesOrTheErrorOfTheFormat(string name)
    {
        byte[] content = Content(name);
        var random = new Random(2);
        for (int trial = 0; trial < 400; trial++)
        {
            byte[] damaged = [.. content];
            for (int flip = random.Next(1, 4); flip > 0; flip--)
            {
                damaged[random.Next(DamagedLength(trial, content.Length))] ^= (byte)(1 << random.Next(8));
            }

            TryRead(damaged);
        }
    }

    [TestCaseSource(nameof(Files))]
    public void RandomBytesInPlaceOfOthersGiveValuesOrTheErrorOfTheFormat(string name)
    {
        byte[] content = Content(name);
        var random = new Random(3);
        for (int trial = 0; trial < 200; trial++)
        {
            byte[] damaged = [.. content];
            int start = trial % 2 == 0 ? random.Next(content.Length) : Math.Max(0, content.Length - random.Next(1, 600));
            random.NextBytes(damaged.AsSpan(start, Math.Min(random.Next(1, 9), content.Length - start)));
            TryRead(damaged);
        }
    }

    private static string[] Files() => ["npy", "npz", "compressed", "safetensors", "torch", "official"];

    // Half of the trials hit the start of the file, where the headers are.
    private static int DamagedLength(int trial, int length) => trial % 2 == 0 ? length : Math.Min(length, 400);

    private static void ReadEverything(string path)
    {
        switch (TensorFile.Inspect(path).Kind)
        {
            case TensorFileKind.Npy:
                NpyFile.Read(path).ToSingles();
                break;
            case TensorFileKind.Npz:
                using (var archive = NpzArchive.Open(path))
                {
                    foreach (string name in archive.Names)
                    {
                        archive.Read(name).ToSingles();
                    }
                }

                break;
            case TensorFileKind.Safetensors:
                using (var reader = SafetensorsReader.Open(path))
                {
                    foreach (TensorInfo entry in reader.Entries)
                    {
                        reader.ReadSingles(entry.Name);
                    }
                }

                break;
            default:
                foreach ((string _, TensorData tensor) in PyTorchCheckpoint.Load(path).Flatten())
                {
                    tensor.ToSingles();
                }

                break;
        }
    }

    private byte[] Content(string name)
    {
        string path = _folder["original"];
        var array = TensorData.From([3, 2], [1f, 2f, 3f, 4f, 5f, 6f]);
        switch (name)
        {
            case "npy":
                NpyFile.Write(path, array);
                break;
            case "npz" or "compressed":
                using (var writer = NpzWriter.Create(path, name == "compressed"))
                {
                    writer.Add("x", array);
                    writer.Add("y", [500], new double[500]);
                    writer.Complete();
                }

                break;
            case "safetensors":
                new SafetensorsWriter().Add("x", array).Add("y", [2], new[] { 1L, 2L }).AddMetadata("a", "b").Save(path);
                break;
            case "torch":
                byte[] tensor = TorchArchive.Tensor(TorchArchive.Storage("FloatStorage", "0", 6), 0, [3, 2], [1, 3]);
                TorchArchive.Save(path, TorchArchive.Dictionary(tensor), ("data/0", array.ToRawBytes()));
                break;
            default:
                return File.ReadAllBytes(TemporaryFolder.Golden("checkpoints", "12c_gmm.pt"));
        }

        return File.ReadAllBytes(path);
    }

    private bool TryRead(byte[] content)
    {
        string path = _folder.Write("damaged", content);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isRead = true;
        try
        {
            ReadEverything(path);
        }
        catch (FileFormatException e)
        {
            isRead = false;
            Assert.That(e.Message, Does.Not.Contain("\n"));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(MaximumAllocation));
        return isRead;
    }
}

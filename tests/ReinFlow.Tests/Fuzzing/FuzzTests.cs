using ReinFlow.Algorithms;
using ReinFlow.Formats;
using ReinFlow.Recipes;

namespace ReinFlow.Tests.Fuzzing;

/// <summary>
/// Whatever a file contains, reading it gives values or its documented exception, in bounded time and memory. The long form:
/// <c>dotnet test tests/ReinFlow.Tests -c Release --filter FuzzTests -- 'TestRunParameters.Parameter(name="inputs",value="200000")'</c>.
/// </summary>
public sealed class FuzzTests
{
    private DirectoryInfo _folder = null!;

    [OneTimeSetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("reinflow-fuzz-");

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public void Npy() => Fuzz("npy", [Written(path => NpyFile.Write(path, Array(3, 4))), Written(path => NpyFile.Write(path, Array(2, 0, 5)))], isArchive: false, path =>
    {
        NpyFile.Describe(path);
        NpyFile.Read(path).ToSingles();
    });

    [Test]
    public void Npz() => Fuzz("npz", [WrittenArchive(isCompressed: false), WrittenArchive(isCompressed: true)], isArchive: true, path =>
    {
        using NpzArchive archive = NpzArchive.Open(path);
        archive.List();
        foreach (string name in archive.Names)
        {
            archive.Read(name).ToSingles();
            archive.ReadDoubles(name, 2);
        }
    });

    [Test]
    public void Safetensors() => Fuzz("safetensors", [Written(WriteSafetensors)], isArchive: false, path =>
    {
        using SafetensorsReader reader = SafetensorsReader.Open(path);
        foreach (TensorInfo entry in reader.Entries)
        {
            reader.Read(entry.Name).ToSingles();
        }
    });

    [Test]
    public void PyTorch() => Fuzz("torch", [Written(WritePyTorch)], isArchive: true, path =>
    {
        PyTorchCheckpoint checkpoint = PyTorchCheckpoint.Load(path);
        foreach ((string _, TensorData tensor) in checkpoint.Flatten())
        {
            tensor.ToSingles();
        }

        foreach ((string _, object? _) in checkpoint.Leaves())
        {
        }
    });

    [Test]
    public void WhateverItIs() => Fuzz(
        "any", [Written(WritePyTorch), Written(WriteSafetensors), WrittenArchive(isCompressed: true)], isArchive: false, path => TensorFile.Inspect(path));

    [Test]
    public void Recipes()
    {
        string[] names = ["avoiding-reinflow", "hopper-sac", "hopper-medium-dppo", "hopper-fql-official"];
        byte[][] seeds = [.. names.Select(name => System.Text.Encoding.UTF8.GetBytes(RecipeReader.Write(RecipeCatalog.Load(name)))), "{ \"basedOn\": [\"parts/fql\"], \"name\": \"x\" }"u8.ToArray()];
        Fuzz("recipe", seeds, isArchive: false, path => RecipeReader.Read(File.ReadAllText(path), path), exception => exception is RecipeException);
    }

    [Test]
    public async Task CheckpointFolders()
    {
        using var checkpoint = new FuzzedCheckpoint(Path.Combine(_folder.FullName, "checkpoint"));
        await checkpoint.TrainAsync();
        foreach ((string file, bool isArchive) in FuzzedCheckpoint.Files)
        {
            var loop = new FuzzLoop(Path.Combine(checkpoint.Folder, file), 5);
            byte[] seed = await File.ReadAllBytesAsync(loop.Path);
            loop.Run("checkpoint " + file, [seed], isArchive, _ => checkpoint.Read(), FuzzedCheckpoint.IsDocumented);
            await File.WriteAllBytesAsync(loop.Path, seed);

            // With them, nothing behind the check would ever see a damaged file.
            File.Delete(Path.Combine(checkpoint.Folder, CheckpointSums.FileName));
        }
    }

    private static TensorData Array(params int[] shape) =>
        TensorData.From(shape, Enumerable.Range(0, shape.Aggregate(1, (product, size) => product * size)).Select(i => i / 7f).ToArray());

    private static void WriteSafetensors(string path)
    {
        var writer = new SafetensorsWriter();
        writer.Add("network.0.weight", [4, 3], new float[12]);
        writer.Add("network.0.bias", [4], new float[4]);
        writer.Add("scalar", [], new float[1]);
        writer.Save(path);
    }

    private static void WritePyTorch(string path)
    {
        string golden = Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "pytorch_writer.pt");
        File.Copy(golden, path, overwrite: true);
    }

    private void Fuzz(string name, byte[][] seeds, bool isArchive, Action<string> read, Func<Exception, bool>? isDocumented = null) =>
        new FuzzLoop(Path.Combine(_folder.FullName, "input-" + name)).Run(name, seeds, isArchive, read, isDocumented ?? (exception => exception is FileFormatException));

    private byte[] WrittenArchive(bool isCompressed) => Written(path =>
    {
        using NpzWriter writer = NpzWriter.Create(path, isCompressed);
        writer.Add("observations", Array(5, 3));
        writer.Add("lengths", [2], [2L, 3L]);
        writer.Add("ended", [2], [true, false]);
        writer.Complete();
    });

    private byte[] Written(Action<string> write)
    {
        string path = Path.Combine(_folder.FullName, "seed");
        write(path);
        byte[] content = File.ReadAllBytes(path);
        File.Delete(path);
        return content;
    }
}

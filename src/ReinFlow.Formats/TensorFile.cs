using System.Buffers.Binary;
using System.Globalization;

namespace ReinFlow.Formats;

/// <summary>Looks into files with arrays, whatever their format.</summary>
public static class TensorFile
{
    private const int StartLength = 9;

    /// <summary>Lists the arrays and metadata of a file.</summary>
    /// <param name="path">Path of the file; its extension does not matter.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The file is of no known kind, or is damaged.</exception>
    public static TensorFileContent Inspect(string path) => Detect(path) switch
    {
        TensorFileKind.Npy => new TensorFileContent(path, TensorFileKind.Npy, [NpyFile.Describe(path)], []),
        TensorFileKind.Npz => InspectNpz(path),
        TensorFileKind.Safetensors => InspectSafetensors(path),
        _ => InspectPyTorch(path),
    };

    /// <summary>Finds the kind of a file by its content.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The file is of no known kind.</exception>
    public static TensorFileKind Detect(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var source = new FormatSource(path);
        byte[] start = new byte[StartLength];
        int length;
        using (FileStream stream = source.OpenRead())
        {
            length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }

        if (start.AsSpan().StartsWith(NpyHeader.Magic))
        {
            return TensorFileKind.Npy;
        }

        if (start.AsSpan().StartsWith("PK"u8))
        {
            return DetectArchive(path);
        }

        if (length == StartLength && start[^1] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(start) <= SafetensorsReader.MaximumHeaderLength)
        {
            return TensorFileKind.Safetensors;
        }

        // A pickle: the PyTorch reader explains what to do about it.
        return start[0] == 0x80
            ? TensorFileKind.PyTorch
            : throw source.Error(
                "an unknown kind of file",
                "npy, npz, safetensors or a PyTorch checkpoint",
                "Check the path, and that the file was copied completely.");
    }

    private static TensorFileKind DetectArchive(string path)
    {
        using var zip = new ZipSource(path);
        if (zip.Names.Any(name => name.EndsWith("/data.pkl", StringComparison.Ordinal)))
        {
            return TensorFileKind.PyTorch;
        }

        return zip.Names.All(name => name.EndsWith(".npy", StringComparison.Ordinal))
            ? TensorFileKind.Npz
            : throw zip.Source.Error("a zip archive with other entries", "npy arrays or a PyTorch checkpoint", "Check the path.");
    }

    private static TensorFileContent InspectNpz(string path)
    {
        using var archive = NpzArchive.Open(path);
        return new TensorFileContent(path, TensorFileKind.Npz, archive.List(), []);
    }

    private static TensorFileContent InspectSafetensors(string path)
    {
        using var reader = SafetensorsReader.Open(path);
        return new TensorFileContent(path, TensorFileKind.Safetensors, reader.Entries, [.. reader.Metadata]);
    }

    private static TensorFileContent InspectPyTorch(string path)
    {
        PyTorchCheckpoint checkpoint = PyTorchCheckpoint.Load(path);
        List<TensorInfo> entries = [];
        List<KeyValuePair<string, string>> metadata = [];
        foreach ((string name, object? value) in checkpoint.Leaves())
        {
            if (value is TensorData tensor)
            {
                entries.Add(tensor.Describe(name));
            }
            else
            {
                metadata.Add(KeyValuePair.Create(name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty));
            }
        }

        return new TensorFileContent(path, TensorFileKind.PyTorch, entries, metadata);
    }
}

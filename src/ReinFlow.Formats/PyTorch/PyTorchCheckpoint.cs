namespace ReinFlow.Formats;

/// <summary>A checkpoint written by <c>torch.save</c>, read without executing anything.</summary>
/// <remarks>
/// Only tensors and plain data (dictionaries, lists, texts, numbers) are accepted; a file that refers to anything else is refused with the
/// name of it. Tensors that share a storage in the file share it in memory. Files of PyTorch before 1.6 (not zip archives) are refused.
/// </remarks>
public sealed class PyTorchCheckpoint
{
    private const string PickleName = "data.pkl";
    private const long MaximumPickleLength = 16 << 20;

    private readonly FormatSource _source;

    private PyTorchCheckpoint(FormatSource source, IReadOnlyDictionary<object, object?> root)
    {
        _source = source;
        Root = root;
    }

    /// <summary>Path of the file.</summary>
    public string FilePath => _source.Path;

    /// <summary>
    /// The saved dictionary. Keys are texts or integers; values are nested dictionaries (<see cref="IReadOnlyDictionary{TKey, TValue}"/> of
    /// <see cref="object"/>), lists and tuples (<see cref="IReadOnlyList{T}"/> of <see cref="object"/>), <see cref="TensorData"/>,
    /// <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/> or null.
    /// </summary>
    public IReadOnlyDictionary<object, object?> Root { get; }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The file is damaged, in the format before PyTorch 1.6, or holds more than tensors and plain data.</exception>
    public static PyTorchCheckpoint Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireZip(new FormatSource(path));
        using var zip = new ZipSource(path);
        string folder = FindFolder(zip);
        long total = 0;
        RequireLittleEndian(zip, folder, ref total);
        string entry = $"{folder}/{PickleName}";
        byte[] pickle = TorchStorages.ReadEntry(zip, entry, MaximumPickleLength, ref total);
        FormatSource source = zip.Source.In(entry);
        object? root = PickleReader.Read(pickle, source, new TorchNames(source, new TorchStorages(zip, folder)));
        if (root is not OrderedDictionary<object, object?> dictionary)
        {
            throw source.Error(
                "something else than a dictionary",
                "a dictionary",
                "Save a dictionary, for example torch.save({'model': model.state_dict()}, path).");
        }

        ObjectTree.RequirePlain(dictionary, source);
        return new PyTorchCheckpoint(zip.Source, dictionary);
    }

    /// <summary>All tensors with their paths, keys joined by <c>/</c>, for example <c>model/network.mlp_mean.layers.0.weight</c>.</summary>
    /// <exception cref="FileFormatException">The data are nested without end.</exception>
    public IEnumerable<KeyValuePair<string, TensorData>> Flatten() =>
        Leaves().Where(leaf => leaf.Value is TensorData).Select(leaf => KeyValuePair.Create(leaf.Key, (TensorData)leaf.Value!));

    /// <summary>Everything that is not a dictionary, list or tuple, with its path.</summary>
    /// <exception cref="FileFormatException">The data are nested without end.</exception>
    public IEnumerable<KeyValuePair<string, object?>> Leaves() => ObjectTree.Leaves(Root, _source);

    /// <summary>Whether the checkpoint has a dictionary under this key that holds nothing but tensors.</summary>
    public bool HasStateDict(string key) => Find(key) is not null;

    /// <summary>The tensors under a key, for example <c>model</c>, <c>ema</c> or <c>policy</c>, by their names.</summary>
    /// <param name="key">Key of the checkpoint.</param>
    /// <exception cref="FileFormatException">There is no such key, or it holds something else than tensors.</exception>
    public IReadOnlyDictionary<string, TensorData> StateDict(string key) => Find(key) ?? throw _source.Error(
        $"no tensors under '{FormatSource.Printable(key)}' among the keys {FormatSource.Printable(string.Join(", ", Root.Keys))}",
        "a dictionary of tensors",
        "Check which kind of checkpoint this is.");

    private static void RequireZip(FormatSource source)
    {
        Span<byte> start = stackalloc byte[4];
        using FileStream stream = source.OpenRead();
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (length < start.Length || !start.SequenceEqual("PK\u0003\u0004"u8))
        {
            throw start[0] == 0x80
                ? source.Error(
                    "a pickle as PyTorch before 1.6 wrote it",
                    "a zip archive",
                    "Load it in PyTorch 1.6 or later and save it again with torch.save.")
                : source.Damaged("no zip archive", "a checkpoint written by torch.save");
        }
    }

    private static string FindFolder(ZipSource zip)
    {
        string[] pickles = [.. zip.Names.Where(name => name.EndsWith($"/{PickleName}", StringComparison.Ordinal))];
        return pickles.Length == 1
            ? pickles[0][..^(PickleName.Length + 1)]
            : throw zip.Source.Error($"{pickles.Length} entries named {PickleName}", "one", "This is no checkpoint of torch.save; check the path.");
    }

    private static void RequireLittleEndian(ZipSource zip, string folder, ref long total)
    {
        string entry = $"{folder}/byteorder";
        if (zip.Contains(entry) && !TorchStorages.ReadEntry(zip, entry, maximumLength: 16, ref total).AsSpan().SequenceEqual("little"u8))
        {
            throw zip.Source.In(entry).Error("another byte order", "little", "Save the checkpoint on a little-endian machine.");
        }
    }

    private OrderedDictionary<string, TensorData>? Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!Root.TryGetValue(key, out object? value) || value is not IReadOnlyDictionary<object, object?> entries)
        {
            return null;
        }

        var result = new OrderedDictionary<string, TensorData>(StringComparer.Ordinal);
        foreach ((object name, object? tensor) in entries)
        {
            if (name is not string text || tensor is not TensorData data)
            {
                return null;
            }

            result.Add(text, data);
        }

        return result;
    }
}

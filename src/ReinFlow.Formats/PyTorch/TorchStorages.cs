using System.Collections.Frozen;

namespace ReinFlow.Formats;

/// <summary>The storages of a PyTorch archive, each read once and shared by all tensors that refer to it.</summary>
internal sealed class TorchStorages(ZipSource zip, string folder)
{
    private const string Module = "torch.";

    private static readonly FrozenDictionary<string, TensorDataType> Types = new Dictionary<string, TensorDataType>(StringComparer.Ordinal)
    {
        ["FloatStorage"] = TensorDataType.Float32,
        ["DoubleStorage"] = TensorDataType.Float64,
        ["HalfStorage"] = TensorDataType.Float16,
        ["BFloat16Storage"] = TensorDataType.BFloat16,
        ["LongStorage"] = TensorDataType.Int64,
        ["IntStorage"] = TensorDataType.Int32,
        ["ByteStorage"] = TensorDataType.UInt8,
        ["BoolStorage"] = TensorDataType.Bool,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, byte[]> _storages = new(StringComparer.Ordinal);
    private long _total;

    /// <summary>Finds the storage that a persistent identifier <c>('storage', type, key, location, count)</c> names.</summary>
    public StorageView Find(object? identifier)
    {
        if (identifier is not object?[] { Length: 5 } parts
            || parts[0] is not "storage" || parts[1] is not PickleGlobal type || parts[2] is not string key || parts[4] is not long count)
        {
            throw zip.Source.Damaged("a reference outside the pickle that is no storage", "('storage', type, key, location, number of elements)");
        }

        if (TypeOf(type.Name) is not { } dataType)
        {
            throw zip.Source.Damaged($"a storage of {type.Name}", "a storage type");
        }

        byte[] bytes = Read(key);
        if (count < 0 || count > bytes.Length / ElementConverter.SizeOf(dataType))
        {
            throw zip.Source.In(key).Damaged($"a storage of {bytes.Length} bytes", $"{count} elements of {dataType}");
        }

        return new StorageView(dataType, bytes, count);
    }

    /// <summary>Element type of a storage class, or null if there is no such class.</summary>
    public static TensorDataType? TypeOf(string name) =>
        name.StartsWith(Module, StringComparison.Ordinal) && Types.TryGetValue(name[Module.Length..], out TensorDataType type) ? type : null;

    /// <summary>Storage class of an element type within the module, or null if there is none.</summary>
    public static string? NameOf(TensorDataType type) => Types.FirstOrDefault(entry => entry.Value == type).Key;

    private byte[] Read(string key)
    {
        if (!_storages.TryGetValue(key, out byte[]? bytes))
        {
            bytes = ReadEntry(zip, $"{folder}/data/{key}", Array.MaxLength, ref _total);
            _storages.Add(key, bytes);
        }

        return bytes;
    }

    /// <summary>Reads an uncompressed entry. All entries together cannot be larger than the file, whatever its directory says.</summary>
    public static byte[] ReadEntry(ZipSource zip, string entry, long maximumLength, ref long total)
    {
        FormatSource source = zip.Source.In(entry);
        if (!zip.Contains(entry))
        {
            throw zip.Source.Damaged($"no entry {FormatSource.Printable(entry)}", "every storage that the pickle names");
        }

        long length = zip.LengthOf(entry);
        if (!zip.IsStored(entry))
        {
            throw source.Error("a compressed entry", "an uncompressed one, as torch.save writes it", "Save the checkpoint again with torch.save.");
        }

        total += length;
        if (length > maximumLength || total > zip.Length)
        {
            throw source.Damaged($"an entry of {length} bytes", $"at most {Math.Min(maximumLength, zip.Length)}");
        }

        byte[] bytes = new byte[length];
        using Stream stream = zip.Open(entry);
        source.ReadExactly(stream, bytes);
        return bytes;
    }
}

using System.Collections.Immutable;
using System.Text.Json;

namespace ReinFlow.Formats;

/// <summary>The JSON header of a safetensors file, checked as a whole.</summary>
internal sealed class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";

    private readonly FormatSource _source;
    private readonly List<SafetensorsEntry> _entries = [];
    private ImmutableSortedDictionary<string, string> _metadata = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private SafetensorsHeader(FormatSource source) => _source = source;

    /// <summary>Entries in the order of the header.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _entries;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataLength, FormatSource source)
    {
        var header = new SafetensorsHeader(source);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            header.ReadEntries(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name that is not valid UTF-16 when unescaped, or a value of another JSON type.
            throw source.Damaged($"a header that is not the expected JSON ({FormatSource.Printable(e.Message)})", "a safetensors header", e);
        }

        header.RequireLayout(dataLength);
        return header;
    }

    public static string Describe(TensorDataType type) => type switch
    {
        TensorDataType.Float16 => "F16",
        TensorDataType.BFloat16 => "BF16",
        TensorDataType.Float32 => "F32",
        TensorDataType.Float64 => "F64",
        TensorDataType.Int32 => "I32",
        TensorDataType.Int64 => "I64",
        TensorDataType.UInt8 => "U8",
        TensorDataType.Bool => "BOOL",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "An unknown element type has no name."),
    };

    private void ReadEntries(JsonElement root)
    {
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.NameEquals(MetadataKey))
            {
                _metadata = _metadata.AddRange(property.Value.EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, Text(pair.Value))));
            }
            else
            {
                _entries.Add(ReadEntry(property.Name, property.Value));
            }
        }
    }

    private SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        FormatSource source = _source.In(name);
        if (!value.TryGetProperty("dtype", out JsonElement type) || !value.TryGetProperty("shape", out JsonElement extents)
            || !value.TryGetProperty("data_offsets", out JsonElement offsets) || offsets.GetArrayLength() != 2)
        {
            throw source.Damaged("an incomplete entry", "dtype, shape and two data_offsets");
        }

        ImmutableArray<int> shape = ShapeMath.Require([.. extents.EnumerateArray().Select(extent => Number(extent, source))], source);
        string typeName = Text(type);
        var info = new TensorInfo(name, shape, ParseType(typeName), typeName);
        return new SafetensorsEntry(info, Number(offsets[0], source), Number(offsets[1], source));
    }

    /// <summary>The arrays must follow one another from the first byte to the last one of the data.</summary>
    private void RequireLayout(long dataLength)
    {
        long position = 0;
        foreach (SafetensorsEntry entry in _entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End))
        {
            FormatSource source = _source.In(entry.Info.Name);
            if (entry.Start != position || entry.End < entry.Start || entry.End > dataLength)
            {
                throw source.Damaged($"data from byte {entry.Start} to {entry.End} of {dataLength}", $"data from byte {position} on, without overlap or gap");
            }

            if (entry.Info.DataType != TensorDataType.Unknown)
            {
                long length = ShapeMath.ElementCount(entry.Info.Shape, source) * ElementConverter.SizeOf(entry.Info.DataType);
                if (entry.End - entry.Start != length)
                {
                    throw source.Damaged($"{entry.End - entry.Start} bytes", $"{length} for {entry.Info.DataTypeName} {entry.Info.ShapeText}");
                }
            }

            position = entry.End;
        }

        if (position != dataLength)
        {
            throw _source.Damaged($"{dataLength} bytes of data", $"{position}, where the last array ends");
        }
    }

    private static long Number(JsonElement element, FormatSource source) =>
        element.TryGetInt64(out long value) ? value : throw source.Damaged("a number out of range", "a 64-bit integer");

    private static string Text(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? element.GetString()!
        : throw new JsonException($"{element.ValueKind} where a string belongs");

    private static TensorDataType ParseType(string name) => name switch
    {
        "F16" => TensorDataType.Float16,
        "BF16" => TensorDataType.BFloat16,
        "F32" => TensorDataType.Float32,
        "F64" => TensorDataType.Float64,
        "I32" => TensorDataType.Int32,
        "I64" => TensorDataType.Int64,
        "U8" => TensorDataType.UInt8,
        "BOOL" => TensorDataType.Bool,
        _ => TensorDataType.Unknown,
    };
}

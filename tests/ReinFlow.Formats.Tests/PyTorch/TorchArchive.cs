using System.IO.Compression;
using System.Text;

namespace ReinFlow.Formats.Tests;

/// <summary>Archives as torch.save writes them, with pickles put together operation by operation.</summary>
internal static class TorchArchive
{
    public static readonly byte[] Start = [0x80, 2];

    public static byte[] Global(string module, string name) => Encoding.ASCII.GetBytes($"c{module}\n{name}\n");

    public static byte[] Text(string text) => [(byte)'X', .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Integer(int value) => [(byte)'J', .. BitConverter.GetBytes(value)];

    public static byte[] Tuple(params byte[][] items) => [(byte)'(', .. items.SelectMany(item => item), (byte)'t'];

    public static byte[] Call(byte[] callee, params byte[][] arguments) => [.. callee, .. Tuple(arguments), (byte)'R'];

    public static byte[] Storage(string type, string key, int count) =>
        [.. Tuple(Text("storage"), Global("torch", type), Text(key), Text("cuda:7"), Integer(count)), (byte)'Q'];

    public static byte[] Tensor(byte[] storage, int offset, int[] shape, int[] strides) => Call(
        Global("torch._utils", "_rebuild_tensor_v2"),
        storage,
        Integer(offset),
        Tuple([.. shape.Select(Integer)]),
        Tuple([.. strides.Select(Integer)]),
        [0x89],
        Call(Global("collections", "OrderedDict")));

    /// <summary>A pickle of <c>{"x": value}</c>.</summary>
    public static byte[] Dictionary(byte[] value) => [.. Start, (byte)'}', .. Text("x"), .. value, (byte)'s', (byte)'.'];

    public static void Save(string path, byte[] pickle, params (string Name, byte[] Content)[] entries)
    {
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in entries.Prepend(("data.pkl", pickle)))
        {
            using Stream stream = zip.CreateEntry($"archive/{name}", CompressionLevel.NoCompression).Open();
            stream.Write(content);
        }
    }
}

using System.Buffers.Binary;
using System.Text;

namespace ReinFlow.Tests;

/// <summary>The fields of a message of protocol buffers by their numbers.</summary>
internal sealed class ProtobufFields
{
    private readonly List<(int Field, long Number, byte[]? Bytes)> _fields = [];

    public static ProtobufFields Parse(ReadOnlySpan<byte> bytes)
    {
        var message = new ProtobufFields();
        while (!bytes.IsEmpty)
        {
            long tag = Varint(ref bytes);
            (int field, int type) = ((int)(tag >> 3), (int)(tag & 7));
            byte[]? content = null;
            long number = 0;
            switch (type)
            {
                case 0:
                    number = Varint(ref bytes);
                    break;
                case 1:
                    number = BinaryPrimitives.ReadInt64LittleEndian(Take(ref bytes, 8));
                    break;
                case 2:
                    content = Take(ref bytes, (int)Varint(ref bytes)).ToArray();
                    break;
                default:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4));
                    break;
            }

            message._fields.Add((field, number, content));
        }

        return message;
    }

    public long Integer(int field) => _fields.LastOrDefault(item => item.Field == field).Number;

    public long[] Integers(int field) => [.. _fields.Where(item => item.Field == field).Select(item => item.Number)];

    public byte[][] Bytes(int field) => [.. _fields.Where(item => item.Field == field).Select(item => item.Bytes!)];

    public string[] Texts(int field) => [.. Bytes(field).Select(Encoding.UTF8.GetString)];

    public string Text(int field) => Texts(field).LastOrDefault() ?? string.Empty;

    public IEnumerable<ProtobufFields> Messages(int field) => Bytes(field).Select(bytes => Parse(bytes));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int length)
    {
        ReadOnlySpan<byte> taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }

    private static long Varint(ref ReadOnlySpan<byte> bytes)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Take(ref bytes, 1)[0];
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}

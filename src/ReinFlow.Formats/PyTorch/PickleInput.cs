using System.Buffers.Binary;
using System.Text;

namespace ReinFlow.Formats;

/// <summary>The bytes of a pickle, read with bounds.</summary>
internal sealed class PickleInput(ReadOnlyMemory<byte> bytes, FormatSource source)
{
    private const int LongestLine = 256;
    private int _position;

    public int Position => _position;

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public string Utf8(uint length) => Encoding.UTF8.GetString(Take(length));

    public string Latin1(uint length) => Encoding.Latin1.GetString(Take(length));

    /// <summary>An integer of up to eight bytes in two's complement.</summary>
    public long Integer(int length)
    {
        if (length > sizeof(long))
        {
            throw source.Damaged($"an integer of {length} bytes at byte {_position}", "at most 8");
        }

        ReadOnlySpan<byte> value = Take((uint)length);
        long result = length > 0 && (value[^1] & 0x80) != 0 ? -1 : 0;
        for (int i = length - 1; i >= 0; i--)
        {
            result = (result << 8) | value[i];
        }

        return result;
    }

    /// <summary>Text up to the end of the line.</summary>
    public string Line()
    {
        ReadOnlySpan<byte> rest = bytes.Span[_position..];
        int length = rest[..Math.Min(rest.Length, LongestLine)].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw source.Damaged($"no end of line at byte {_position}", $"a name of at most {LongestLine} characters");
        }

        _position += length + 1;
        return Encoding.UTF8.GetString(rest[..length]);
    }

    private ReadOnlySpan<byte> Take(uint length)
    {
        if (length > bytes.Length - _position)
        {
            throw source.Damaged($"the end of the pickle at byte {bytes.Length}", $"{length} bytes from byte {_position} on");
        }

        ReadOnlySpan<byte> result = bytes.Span.Slice(_position, (int)length);
        _position += (int)length;
        return result;
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ReinFlow.Formats;

/// <summary>Writes the operations of pickle protocol 2 that plain data need.</summary>
internal sealed class PickleOutput
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public void Operation(byte code) => _bytes.Write([code]);

    public void Operation(char code) => Operation((byte)code);

    public void Protocol()
    {
        Operation(0x80);
        Operation(0x02);
    }

    public void Global(string module, string name)
    {
        Operation('c');
        _bytes.Write(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
    }

    public void Text(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Operation('X');
        Int32(bytes.Length);
        _bytes.Write(bytes);
    }

    public void Integer(long value)
    {
        if (value is >= 0 and <= byte.MaxValue)
        {
            Operation('K');
            Operation((byte)value);
        }
        else if (value is >= int.MinValue and <= int.MaxValue)
        {
            Operation('J');
            Int32((int)value);
        }
        else
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            Operation(0x8a);
            Operation(sizeof(long));
            _bytes.Write(bytes);
        }
    }

    public void Real(double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        Operation('G');
        _bytes.Write(bytes);
    }

    public void Truth(bool value) => Operation(value ? (byte)0x88 : (byte)0x89);

    private void Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }
}

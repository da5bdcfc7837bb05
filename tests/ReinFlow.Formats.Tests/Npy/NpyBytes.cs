using System.Buffers.Binary;
using System.Text;

namespace ReinFlow.Formats.Tests;

/// <summary>npy files as NumPy's format document describes them, built independently of the writer under test.</summary>
internal static class NpyBytes
{
    public static byte[] Build(string dictionary, byte[] data, byte version = 1)
    {
        byte[] text = (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(dictionary + "\n");
        byte[] length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)text.Length);
        }

        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    public static string Header(string type, string shape, string isFortranOrder = "False") =>
        $"{{'descr': '{type}', 'fortran_order': {isFortranOrder}, 'shape': {shape}, }}";
}

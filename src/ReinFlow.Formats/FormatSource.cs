using System.Text;

namespace ReinFlow.Formats;

/// <summary>Where bytes come from: a file, or an entry in it. Makes the errors that name it.</summary>
internal readonly record struct FormatSource(string Path, string? Entry = null)
{
    private const string DamagedCure = "The file is damaged or was not written completely; copy or export it again.";

    public override string ToString() => Entry is null ? Path : $"{Path} ({Printable(Entry)})";

    public FormatSource In(string entry) => new(Path, entry);

    public FileFormatException Error(string found, string expected, string cure, Exception? inner = null) =>
        new(ToString(), found, expected, cure, inner);

    public FileFormatException Damaged(string found, string expected, Exception? inner = null) =>
        Error(found, expected, DamagedCure, inner);

    /// <summary>Text of a file, made fit for a one-line message.</summary>
    public static string Printable(string text)
    {
        const int Longest = 100;
        var builder = new StringBuilder(Math.Min(text.Length, Longest) + 1);
        foreach (char character in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            builder.Append(char.IsControl(character) ? '?' : character);
        }

        return text.Length > Longest ? builder.Append('…').ToString() : builder.ToString();
    }

    /// <summary>Opens a file for reading; errors of the file system stay as they are, since they name the path.</summary>
    public FileStream OpenRead() => new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);

    /// <summary>Fills <paramref name="buffer"/> or reports a truncated file.</summary>
    public void ReadExactly(Stream stream, Span<byte> buffer)
    {
        int read;
        try
        {
            read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw Damaged("compressed data that cannot be decompressed", "a valid deflate stream", e);
        }

        if (read < buffer.Length)
        {
            throw Damaged("the end of the data", $"{buffer.Length - read} more bytes");
        }
    }
}

namespace ReinFlow.Formats;

/// <summary>A file is damaged, truncated, or of a kind that cannot be read.</summary>
/// <remarks>The message is one line: the path, what was found, what was expected, and what to do about it.</remarks>
public sealed class FileFormatException : IOException
{
    /// <summary>Creates the error of one file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="found">What the file contains.</param>
    /// <param name="expected">What it should contain.</param>
    /// <param name="cure">What the reader of the message can do, as a sentence.</param>
    /// <param name="innerException">The error underneath, if there is one.</param>
    public FileFormatException(string path, string found, string expected, string cure, Exception? innerException = null)
        : base(OneLine($"{path}: found {found}, expected {expected}. {cure}"), innerException)
    {
        FilePath = path;
        Found = found;
        Expected = expected;
        Cure = cure;
    }

    /// <summary>Path of the file, with the entry in parentheses if the error lies in one entry of an archive.</summary>
    public string FilePath { get; }

    /// <summary>What the file contains.</summary>
    public string Found { get; }

    /// <summary>What it should contain.</summary>
    public string Expected { get; }

    /// <summary>What to do about it.</summary>
    public string Cure { get; }

    /// <summary>What was found may quote the file, and a damaged file has control characters anywhere.</summary>
    private static string OneLine(string message) => string.Create(message.Length, message, (line, text) =>
    {
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(text[i]) ? ' ' : text[i];
        }
    });
}

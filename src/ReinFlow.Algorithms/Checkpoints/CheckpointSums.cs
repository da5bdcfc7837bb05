using System.Security.Cryptography;
using System.Text;
using ReinFlow.Formats;

namespace ReinFlow.Algorithms;

/// <summary>The SHA-256 of every file of a checkpoint, as they were written; <c>sha256sum --check SHA256SUMS</c> reads the same file.</summary>
/// <remarks>They tell a bit that a disk or a transfer has changed, which a number in a file of tensors would not show.</remarks>
public sealed class CheckpointSums
{
    /// <summary>The name of the file in a checkpoint.</summary>
    public const string FileName = "SHA256SUMS";

    private const string Separator = "  ";
    private const string Cure =
        "The file is damaged or was edited: use another checkpoint, or, if it was edited on purpose, delete " + FileName + " beside it.";

    private const int MaximumLength = 1 << 20;

    private readonly string _folder;
    private readonly Dictionary<string, string>? _sums;

    private CheckpointSums(string folder, Dictionary<string, string>? sums) => (_folder, _sums) = (folder, sums);

    /// <summary>Reads the sums of a checkpoint.</summary>
    /// <param name="folder">The folder of the checkpoint.</param>
    /// <returns>The sums; without the file, every file is taken as it is.</returns>
    /// <exception cref="FileFormatException">The file is damaged.</exception>
    public static CheckpointSums Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new CheckpointSums(folder, Parse(Path.Combine(folder, FileName)));
    }

    /// <summary>Compares a file with its sum.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The path; nothing is there if nothing was when the checkpoint was written.</returns>
    /// <exception cref="FileFormatException">The file is not the one that was written.</exception>
    public string Verified(string name)
    {
        string path = Path.Combine(_folder, name);
        string? expected = _sums?.GetValueOrDefault(name);
        string? found = _sums is not null && File.Exists(path) ? Sum(path) : null;
        if (_sums is null || string.Equals(found, expected, StringComparison.OrdinalIgnoreCase))
        {
            return path;
        }

        bool isReplaced = Parse(Path.Combine(_folder, FileName))?.GetValueOrDefault(name) != expected;
        throw new FileFormatException(
            path,
            found is null ? "nothing" : $"the SHA-256 {found}",
            expected is null ? $"no such file, because {FileName} does not list it" : $"{expected}, which {FileName} says it was written with",
            isReplaced ? "The checkpoint was replaced while it was read: read it again." : Cure);
    }

    /// <summary>Writes the sums of all files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    internal static void Write(string folder)
    {
        var text = new StringBuilder();
        foreach (string path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            text.Append(Sum(path)).Append(Separator).Append(Path.GetFileName(path)).Append('\n');
        }

        CheckpointDirectory.Text(FileName, text.ToString()).Write(Path.Combine(folder, FileName));
    }

    private static Dictionary<string, string>? Parse(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return null;
        }

        if (file.Length > MaximumLength)
        {
            throw new FileFormatException(path, $"{file.Length} bytes", $"at most {MaximumLength}", Cure);
        }

        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadAllLines(path).Where(line => line.Length > 0))
        {
            const int Length = 2 * SHA256.HashSizeInBytes;
            bool isSum = line.Length > Length + Separator.Length
                && line[..Length].All(char.IsAsciiHexDigit)
                && line[Length] is ' '
                && line[Length + 1] is ' ' or '*';
            if (!isSum || !sums.TryAdd(line[(Length + Separator.Length)..], line[..Length]))
            {
                throw new FileFormatException(
                    path, $"the line '{line[..Math.Min(line.Length, 100)]}'", "a SHA-256, two spaces and the name of a file, each once", Cure);
            }
        }

        return sums;
    }

    private static string Sum(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

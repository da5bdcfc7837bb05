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

    private readonly string _folder;
    private readonly Dictionary<string, string> _sums;

    private CheckpointSums(string folder, Dictionary<string, string> sums) => (_folder, _sums) = (folder, sums);

    /// <summary>Reads the sums of a checkpoint.</summary>
    /// <param name="folder">The folder of the checkpoint.</param>
    /// <returns>The sums; none where the checkpoint has no such file.</returns>
    /// <exception cref="FileFormatException">The file is damaged.</exception>
    public static CheckpointSums Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, FileName);
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            string[] parts = line.Split(Separator, 2);
            if (parts is not [{ Length: 2 * SHA256.HashSizeInBytes }, { Length: > 0 }] || !sums.TryAdd(parts[1], parts[0]))
            {
                throw new FileFormatException(
                    path, $"the line '{line[..Math.Min(line.Length, 100)]}'", "a SHA-256, two spaces and the name of a file, each once", CureOf(path));
            }
        }

        return new CheckpointSums(folder, sums);
    }

    /// <summary>Gets the path of a file after a look at its bytes.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The path; the file exists if it did when the checkpoint was written and nobody has removed it.</returns>
    /// <exception cref="FileFormatException">The file is not the one that was written.</exception>
    public string Intact(string name)
    {
        string path = Path.Combine(_folder, name);
        if (File.Exists(path) && _sums.TryGetValue(name, out string? expected) && Sum(path) is var found && found != expected)
        {
            throw new FileFormatException(path, $"the SHA-256 {found}", $"{expected}, with which it was written", CureOf(Path.Combine(_folder, FileName)));
        }

        return path;
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

    private static string CureOf(string sums) =>
        $"The file is damaged or was edited: use another checkpoint, or, if it was edited on purpose, delete '{sums}'.";

    private static string Sum(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

using ReinFlow.Formats;

namespace ReinFlow.Algorithms;

/// <summary>A checkpoint: a directory that appears under its name only when it is complete.</summary>
/// <remarks>
/// The files, and their sums (<see cref="CheckpointSums"/>), go to a temporary directory beside it. When all are on the disk, the old
/// checkpoint steps aside, the new one takes its name, and the old one is removed. A process that is killed at any moment leaves the
/// old or the new checkpoint whole; between the two renamings the old one has the suffix <c>.old</c>, where <see cref="Resolve"/> finds it.
/// </remarks>
public static class CheckpointDirectory
{
    /// <summary>The file of the parameters.</summary>
    public const string Parameters = "parameters.safetensors";

    /// <summary>The file of the optimiser's moments.</summary>
    public const string Optimizer = "optimizer.safetensors";

    /// <summary>The file of everything that is not a tensor.</summary>
    public const string State = "state.json";

    /// <summary>The file of the replay buffer, where a run keeps it.</summary>
    public const string Replay = "replay.npz";

    /// <summary>The file of the running episodes, where the environments can save theirs.</summary>
    public const string Episodes = "episodes.npz";

    private const string OldSuffix = ".old";
    private const string TemporarySuffix = ".tmp";
    private const string RemovedSuffix = ".removed.tmp";

    /// <summary>Writes a checkpoint; an older one of the same name is replaced.</summary>
    /// <param name="path">The path of the directory.</param>
    /// <param name="parts">Its files.</param>
    /// <exception cref="IOException">The disk is full, or nothing can be written there; an older checkpoint is unchanged.</exception>
    public static void Write(string path, params IEnumerable<CheckpointPart> parts)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(parts);
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        RemoveLeftovers(target);
        Write(target, parts, (temporary, final) =>
        {
            CheckpointSums.Write(temporary);
            Replace(temporary, final);
        });
    }

    /// <summary>Writes a directory under a name that is free; whatever else is beside it stays.</summary>
    /// <param name="path">The path of the directory, which must not exist.</param>
    /// <param name="parts">Its files.</param>
    /// <exception cref="IOException">The directory exists, also when it appears while the files are being written.</exception>
    public static void Create(string path, params IEnumerable<CheckpointPart> parts)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(parts);
        Write(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), parts, Directory.Move);
    }

    /// <summary>Makes a part of a text.</summary>
    /// <param name="fileName">The name of the file.</param>
    /// <param name="text">The text.</param>
    /// <returns>The part.</returns>
    public static CheckpointPart Text(string fileName, string text) => new(fileName, path =>
    {
        using var file = new AtomicFile(path);
        file.Stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Commit();
    });

    /// <summary>Finds a checkpoint, also one whose replacement was interrupted.</summary>
    /// <param name="path">The path of the directory.</param>
    /// <returns>The directory to read, or <see langword="null"/> if there is none.</returns>
    public static string? Resolve(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.TrimEndingDirectorySeparator(path);
        return File.Exists(Path.Combine(target, Parameters)) ? target
            : File.Exists(Path.Combine(target + OldSuffix, Parameters)) ? target + OldSuffix
            : null;
    }

    /// <summary>Removes a checkpoint, if there is one; a process that is killed meanwhile leaves nothing that looks like a whole one.</summary>
    /// <param name="path">The path of the directory.</param>
    public static void Delete(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        RemoveLeftovers(target);
        if (Directory.Exists(target))
        {
            string doomed = target + RemovedSuffix;
            Directory.Move(target, doomed);
            Directory.Delete(doomed, recursive: true);
        }

        if (Directory.Exists(target + OldSuffix))
        {
            Directory.Delete(target + OldSuffix, recursive: true);
        }
    }

    private static void Write(string target, IEnumerable<CheckpointPart> parts, Action<string, string> complete)
    {
        string temporary = $"{target}.{Path.GetRandomFileName()}{TemporarySuffix}";
        try
        {
            Directory.CreateDirectory(temporary);
            foreach (CheckpointPart part in parts)
            {
                part.Write(Path.Combine(temporary, part.FileName));
            }

            complete(temporary, target);
        }
        catch (Exception exception)
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }

            if (exception is not (IOException or UnauthorizedAccessException))
            {
                throw;
            }

            throw new IOException(
                $"'{target}' could not be written: {exception.Message} What was there before is unchanged. Make room, or allow writing, and go on from it.",
                exception);
        }
    }

    /// <summary>Removes what a process that was killed while it wrote this checkpoint has left.</summary>
    private static void RemoveLeftovers(string target)
    {
        if (Path.GetDirectoryName(target) is { } parent && Directory.Exists(parent))
        {
            foreach (string leftover in Directory.GetDirectories(parent, $"{Path.GetFileName(target)}.*{TemporarySuffix}"))
            {
                Directory.Delete(leftover, recursive: true);
            }
        }
    }

    private static void Replace(string temporary, string target)
    {
        string old = target + OldSuffix;
        if (Directory.Exists(target))
        {
            if (Directory.Exists(old))
            {
                Directory.Delete(old, recursive: true);
            }

            Directory.Move(target, old);
        }

        Directory.Move(temporary, target);
        if (Directory.Exists(old))
        {
            Directory.Delete(old, recursive: true);
        }
    }
}

using ReinFlow.Algorithms;
using ReinFlow.FineTuning;
using ReinFlow.Formats;

namespace ReinFlow.Runs;

/// <summary>Writes the progress of a run as an event file that TensorBoard shows, over iterations or epochs.</summary>
/// <remarks>
/// The names are the columns of <c>progress.csv</c>. Numbers that are missing or not finite are left out. A report that repeats an earlier
/// one takes its place. The file is for one run and one thread at a time.
/// </remarks>
public sealed class TensorBoardProgress : IProgress<FineTuningProgress>, IProgress<PretrainingProgress>, IDisposable
{
    private readonly EventFileWriter _file;

    /// <summary>Initializes a new instance of the <see cref="TensorBoardProgress"/> class.</summary>
    /// <param name="folder">The folder, which must exist; event files of others may be there.</param>
    /// <param name="resumes">Whether the run goes on: what earlier event files of the folder have from its first report on is not shown any more.</param>
    /// <param name="time">The clock, or <see langword="null"/> for the system's.</param>
    public TensorBoardProgress(string folder, bool resumes = false, TimeProvider? time = null) => _file = new EventFileWriter(folder, resumes, time);

    /// <summary>Tells whether a folder has an event file.</summary>
    /// <param name="folder">The folder, which must exist.</param>
    internal static bool Exists(string folder) => Directory.EnumerateFiles(folder, $"{EventFileWriter.Prefix}*").Any();

    /// <inheritdoc/>
    public void Report(FineTuningProgress value) => _file.Write(value?.Iteration ?? 0, ProgressNumbers.Finite(ProgressNumbers.Of(value!)));

    /// <inheritdoc/>
    public void Report(PretrainingProgress value) => _file.Write(value?.Epoch ?? 0, ProgressNumbers.Finite(ProgressNumbers.Of(value!)));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

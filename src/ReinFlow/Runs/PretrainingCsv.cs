using ReinFlow.Algorithms;

namespace ReinFlow.Runs;

/// <summary>Writes the progress of imitation learning, one line per epoch; a missing number leaves its column empty.</summary>
/// <remarks>
/// Lines of an earlier part of the run are kept up to its first report, which replaces what stands from there on; so does a report that repeats
/// one. The file is for one run and one thread at a time.
/// </remarks>
public sealed class PretrainingCsv : IProgress<PretrainingProgress>, IDisposable
{
    private readonly CsvFile _file;

    /// <summary>Initializes a new instance of the <see cref="PretrainingCsv"/> class.</summary>
    /// <param name="path">The file; the first report creates it.</param>
    public PretrainingCsv(string path) => _file = new CsvFile(path);

    /// <inheritdoc/>
    public void Report(PretrainingProgress value) => _file.Write(ProgressNumbers.Of(value));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

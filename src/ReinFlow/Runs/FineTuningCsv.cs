using ReinFlow.FineTuning;

namespace ReinFlow.Runs;

/// <summary>Writes the progress of fine-tuning, one line per iteration; a missing number leaves its column empty.</summary>
/// <remarks>
/// Lines of an earlier part of the run are kept up to its first report, which replaces what stands from there on; so does a report that repeats
/// one. The file is for one run and one thread at a time. What an algorithm measures under names of its own
/// stands in columns of these names, after the others.
/// </remarks>
public sealed class FineTuningCsv : IProgress<FineTuningProgress>, IDisposable
{
    private readonly CsvFile _file;

    /// <summary>Initializes a new instance of the <see cref="FineTuningCsv"/> class.</summary>
    /// <param name="path">The file; the first report creates it.</param>
    public FineTuningCsv(string path) => _file = new CsvFile(path);

    /// <inheritdoc/>
    public void Report(FineTuningProgress value) => _file.Write(ProgressNumbers.Of(value));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

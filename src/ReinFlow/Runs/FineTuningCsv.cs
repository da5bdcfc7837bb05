using ReinFlow.FineTuning;

namespace ReinFlow.Runs;

/// <summary>Writes the progress of fine-tuning, one line per iteration; a missing number leaves its column empty.</summary>
/// <remarks>What an algorithm measures under names of its own stands in columns of these names, after the others.</remarks>
public sealed class FineTuningCsv : IProgress<FineTuningProgress>, IDisposable
{
    private readonly string _path;
    private readonly IReadOnlyList<string> _kept;
    private CsvFile? _file;

    /// <summary>Initializes a new instance of the <see cref="FineTuningCsv"/> class.</summary>
    /// <param name="path">The file; the first report creates it.</param>
    /// <param name="completed">The iterations of the run that goes on, whose lines are kept; 0 begins an empty file.</param>
    public FineTuningCsv(string path, int completed = 0) => (_path, _kept) = (path, CsvFile.Completed(path, completed));

    /// <inheritdoc/>
    public void Report(FineTuningProgress value)
    {
        KeyValuePair<string, double?>[] numbers = ProgressNumbers.Of(value);
        _file ??= new CsvFile(_path, _kept, [.. numbers.Select(number => number.Key)]);
        _file.Write([.. numbers.Select(number => number.Value)]);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}

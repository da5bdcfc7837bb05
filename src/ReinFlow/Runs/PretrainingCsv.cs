using ReinFlow.Algorithms;

namespace ReinFlow.Runs;

/// <summary>Writes the progress of imitation learning, one line per epoch; a missing number leaves its column empty.</summary>
public sealed class PretrainingCsv : IProgress<PretrainingProgress>, IDisposable
{
    private readonly string _path;
    private readonly IReadOnlyList<string> _kept;
    private CsvFile? _file;

    /// <summary>Initializes a new instance of the <see cref="PretrainingCsv"/> class.</summary>
    /// <param name="path">The file; the first report creates it.</param>
    /// <param name="completed">The epochs of the run that goes on, whose lines are kept; 0 begins an empty file.</param>
    public PretrainingCsv(string path, int completed = 0) => (_path, _kept) = (path, CsvFile.Completed(path, completed));

    /// <inheritdoc/>
    public void Report(PretrainingProgress value)
    {
        KeyValuePair<string, double?>[] numbers = ProgressNumbers.Of(value);
        _file ??= new CsvFile(_path, _kept, [.. numbers.Select(number => number.Key)]);
        _file.Write([.. numbers.Select(number => number.Value)]);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}

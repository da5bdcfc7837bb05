using ReinFlow.Algorithms;
using ReinFlow.FineTuning;

namespace ReinFlow.Runs;

/// <summary>The files in which a run shows its progress to other programs, beside its <c>progress.csv</c>.</summary>
public sealed class ProgressFiles : IProgress<FineTuningProgress>, IProgress<PretrainingProgress>, IDisposable
{
    private readonly TensorBoardProgress? _tensorBoard;
    private readonly JsonLinesProgress? _jsonLines;

    private ProgressFiles(TensorBoardProgress? tensorBoard, JsonLinesProgress? jsonLines) => (_tensorBoard, _jsonLines) = (tensorBoard, jsonLines);

    /// <summary>Begins the files of a run.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="tensorBoard">Whether there is an event file for TensorBoard, <c>events.out.tfevents.*</c>.</param>
    /// <param name="jsonLines">Whether there is a <c>progress.jsonl</c>.</param>
    /// <returns>The files.</returns>
    public static ProgressFiles Create(RunFolder folder, bool tensorBoard, bool jsonLines)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new ProgressFiles(
            tensorBoard ? new TensorBoardProgress(folder.Path) : null, jsonLines ? new JsonLinesProgress(JsonPath(folder)) : null);
    }

    /// <summary>Goes on with the files that a run has; its first report replaces what they have from there on.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <returns>The files; none if the run was begun without.</returns>
    public static ProgressFiles Continue(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new ProgressFiles(
            TensorBoardProgress.Exists(folder.Path) ? new TensorBoardProgress(folder.Path, resumes: true) : null,
            File.Exists(JsonPath(folder)) ? new JsonLinesProgress(JsonPath(folder)) : null);
    }

    /// <inheritdoc/>
    public void Report(FineTuningProgress value)
    {
        _tensorBoard?.Report(value);
        _jsonLines?.Report(value);
    }

    /// <inheritdoc/>
    public void Report(PretrainingProgress value)
    {
        _tensorBoard?.Report(value);
        _jsonLines?.Report(value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tensorBoard?.Dispose();
        _jsonLines?.Dispose();
    }

    private static string JsonPath(RunFolder folder) => Path.Combine(folder.Path, "progress.jsonl");
}

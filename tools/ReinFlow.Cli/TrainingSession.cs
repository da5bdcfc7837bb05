using Microsoft.Extensions.Logging;
using ReinFlow.Algorithms;
using ReinFlow.Cli.Display;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Cli;

/// <summary>One training from the command line: its folder, its log, its display, and how it ends.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly TextWriter _output;
    private readonly LoggerFactory _logging;
    private ProgressFiles? _files;
    private bool _hasStarted;

    private TrainingSession(RunFolder folder, TextWriter output)
    {
        (Folder, _output) = (folder, output);
        _logging = new LoggerFactory([new LogFile(folder.Log)]);
    }

    public RunFolder Folder { get; }

    public EvaluationSummary Evaluations { get; } = new();

    /// <summary>Gets the checkpoint that did best in an evaluation, or null if there was none.</summary>
    public string? BestCheckpoint => Checkpoint("best");

    /// <summary>Creates the folder of a run.</summary>
    /// <param name="path">The path, which must not exist, or null for a free name.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="origin">How the run begins.</param>
    /// <param name="output">Receives the progress.</param>
    public static TrainingSession Create(string? path, Recipe recipe, RunOrigin origin, TextWriter output) =>
        new(RunFolder.Create(path, recipe, origin), output);

    /// <summary>Opens the folder of a run that goes on; it stays, whatever happens.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="output">Receives the progress.</param>
    public static TrainingSession Open(RunFolder folder, TextWriter output) => new(folder, output) { _hasStarted = true };

    public ILogger<T> CreateLogger<T>() => _logging.CreateLogger<T>();

    /// <summary>Has further files of progress written; the session closes them.</summary>
    public TrainingSession With(ProgressFiles files)
    {
        _files = files;
        return this;
    }

    /// <summary>Gets what receives the progress: the lines that the user sees, and the files.</summary>
    /// <typeparam name="T">The progress of imitation learning or of fine-tuning.</typeparam>
    /// <param name="lines">The lines.</param>
    public IProgress<T> Progress<T>(IProgress<T> lines) => _files is IProgress<T> files ? new Both<T>(files, lines) : lines;

    /// <summary>Trains and sums up.</summary>
    /// <param name="create">Makes the run; if it fails, no folder is left behind.</param>
    /// <param name="train">Runs it.</param>
    /// <exception cref="InterruptedException">The training was cancelled; the message names the checkpoint.</exception>
    public async Task RunAsync<TRun>(Func<TRun> create, Func<TRun, IRunDisplay, Task> train)
        where TRun : IDisposable
    {
        using TRun run = create();
        _hasStarted = true;
        try
        {
            await RunDisplay.ShowAsync(_output, display => train(run, display));
        }
        catch (OperationCanceledException)
        {
            string kept = (Checkpoint("interrupted") ?? Checkpoint("last")) is { } last
                ? $" The checkpoint {last} has the last completed minibatch; evaluate it, or give it to 'finetune --from' or 'collect --from'."
                : string.Empty;
            throw new InterruptedException($"Interrupted. Go on with 'reinflow resume {Folder.Path}'.{kept}");
        }
        catch (Exception exception)
        {
            CreateLogger<TrainingSession>().LogError(exception, "The run failed.");
            throw;
        }

        Evaluations.Write(_output);
        _output.WriteLine($"run folder       {Folder.Path}");
        _output.WriteLine(BestCheckpoint is { } best ? $"best checkpoint  {best}" : $"last checkpoint  {Checkpoint("last")}");
    }

    public void Dispose()
    {
        _logging.Dispose();
        _files?.Dispose();
        if (!_hasStarted)
        {
            Folder.Discard();
        }
    }

    private string? Checkpoint(string name) => CheckpointDirectory.Resolve(Path.Combine(Folder.Checkpoints, name));

    private sealed class Both<T>(IProgress<T> first, IProgress<T> second) : IProgress<T>
    {
        public void Report(T value)
        {
            first.Report(value);
            second.Report(value);
        }
    }
}

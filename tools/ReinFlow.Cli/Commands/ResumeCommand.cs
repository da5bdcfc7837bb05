using System.CommandLine;
using ReinFlow.Algorithms;
using ReinFlow.Cli.Display;
using ReinFlow.FineTuning;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow resume RUN</c>.</summary>
internal static class ResumeCommand
{
    public static Command Create(TextWriter output)
    {
        var path = new Argument<string>("run") { Description = "The folder of a run that 'pretrain' or 'finetune' began." };
        Option<int> threads = RecipeOptions.Threads();
        var command = new Command("resume", "Goes on with a run that was stopped, to the bits of one that was not.") { path, threads };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            RunFolder folder = RunFolder.Open(parsed.GetRequiredValue(path));
            using var engine = new CpuEngine(new CpuEngineOptions { Threads = parsed.GetValue(threads) });
            using TrainingSession session = TrainingSession.Open(folder, output).With(ProgressFiles.Continue(folder));
            await (IsPretraining(folder)
                ? session.RunAsync(
                    () => PretrainingRun.Resume(folder, engine, session.CreateLogger<Pretrainer>(), muJoCoLibrary: MuJoCoLocation.FromSystem),
                    (run, display) => run.RunAsync(session.Progress(new PretrainingLines(display, session.Evaluations)), cancellationToken))
                : session.RunAsync(
                    () => FineTuningRun.Resume(
                        folder, engine, session.CreateLogger<OnPolicyTrainer>(), muJoCoLibrary: MuJoCoLocation.FromSystem),
                    (run, display) => FineTuneAsync(run, session, display, cancellationToken)));
        });
        return command;
    }

    /// <summary>Tells which kind of run it is, by its checkpoint or by how it was begun.</summary>
    private static bool IsPretraining(RunFolder folder) => folder.OpenLast() is { } checkpoint
        ? checkpoint.Pretraining is not null
        : folder.ReadOrigin()?.Command switch
        {
            "pretrain" => true,
            "finetune" => false,
            _ => throw new FileNotFoundException(
                $"The run '{folder.Path}' has no checkpoint to go on from, and it does not say how it was begun. Begin it again with its {RunFolder.RecipeName}."),
        };

    private static Task<FineTuningReport> FineTuneAsync(FineTuningRun run, TrainingSession session, IRunDisplay display, CancellationToken cancellationToken)
    {
        if (run.BeginsNewEpisodes)
        {
            display.Line("The environment cannot save its episodes: new ones begin, so the run will differ from one that was not stopped.");
        }

        return run.FineTuneAsync(session.Progress(new FineTuningLines(display, session.Evaluations)), cancellationToken);
    }
}

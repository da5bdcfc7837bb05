using System.CommandLine;
using System.CommandLine.Help;
using ReinFlow.Cli.Commands;
using ReinFlow.Environments;
using ReinFlow.Environments.MuJoCo;
using ReinFlow.FineTuning;
using ReinFlow.Recipes;

namespace ReinFlow.Cli;

/// <summary>The whole command: parses, runs, and turns every failure into one line and an exit code.</summary>
internal sealed class CommandLine(TextWriter output, TextWriter error)
{
    public async Task<int> RunAsync(string[] args)
    {
        // No RootCommand: it would carry the name of the assembly, which differs from ReinFlow.dll by more than case.
        var root = new Command("reinflow", "Trains, fine-tunes, evaluates and inspects flow-matching robot policies.")
        {
            new HelpOption(),
            new VersionOption(),
            RecipesCommand.Create(output),
            EnvironmentsCommand.Create(output),
            PretrainCommand.Create(output),
            FinetuneCommand.Create(output),
            ResumeCommand.Create(output),
            CollectCommand.Create(output),
            EvaluateCommand.Create(output),
            SampleCommand.Create(output),
            ConvertCommand.Create(output),
            InspectCommand.Create(output),
        };
        ParseResult parsed = root.Parse(args);
        if (WrongUsage.Find(parsed) is { } mistake)
        {
            return Fail(mistake, ExitCode.WrongUsage);
        }

        using var interruption = new Interruption();
        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = output,
                Error = error,
            };
            return await parsed.InvokeAsync(configuration, interruption.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            return Fail(exception is InterruptedException ? exception.Message : "Interrupted.", ExitCode.Interrupted);
        }
        catch (RecipeException exception)
        {
            return Fail(exception.Message, ExitCode.WrongUsage);
        }
        catch (MuJoCoNotFoundException exception)
        {
            return Fail(
                $"{exception.Message} The command takes the folder from REINFLOW_MUJOCO or --set environment.muJoCoLibrary=PATH.",
                ExitCode.Failed);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return Fail(exception.Message, ExitCode.Failed);
        }
    }

    /// <summary>Failures that the user can mend; anything else is a defect and keeps its stack trace.</summary>
    private static bool IsExpected(Exception exception) => exception
        is IOException or UnauthorizedAccessException or InvalidDataException or EnvironmentFaultException or TrainingDivergedException
        or ArgumentException or NotSupportedException;

    private int Fail(string message, int code)
    {
        // One line, without the name of the parameter that .NET appends.
        string[] lines = message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        error.WriteLine($"reinflow: {string.Join(' ', lines).Split(" (Parameter '")[0]}");
        return code;
    }
}

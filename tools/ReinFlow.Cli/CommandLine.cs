using System.CommandLine;
using ReinFlow.Cli.Commands;
using ReinFlow.Environments;
using ReinFlow.Environments.MuJoCo;
using ReinFlow.FineTuning;
using ReinFlow.Formats;
using ReinFlow.Recipes;

namespace ReinFlow.Cli;

/// <summary>The whole command: parses, runs, and turns every failure into one line and an exit code.</summary>
internal sealed class CommandLine(TextWriter output, TextWriter error)
{
    public async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Trains, fine-tunes, evaluates and inspects flow-matching robot policies.")
        {
            RecipesCommand.Create(output),
            EnvironmentsCommand.Create(output),
            PretrainCommand.Create(output),
            FinetuneCommand.Create(output),
            EvaluateCommand.Create(output),
            SampleCommand.Create(output),
            InspectCommand.Create(output),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            string command = parsed.CommandResult.Command is RootCommand ? "reinflow" : $"reinflow {parsed.CommandResult.Command.Name}";
            return Fail($"{parsed.Errors[0].Message} Run '{command} --help'.", ExitCode.WrongUsage);
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
        catch (OperationCanceledException)
        {
            return Fail("Interrupted. The last completed minibatch is in the checkpoint.", ExitCode.Interrupted);
        }
        catch (RecipeException exception)
        {
            return Fail(exception.Message, ExitCode.WrongUsage);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return Fail(exception.Message, ExitCode.Failed);
        }
    }

    /// <summary>Failures that the user can mend; anything else is a defect and keeps its stack trace.</summary>
    private static bool IsExpected(Exception exception) => exception
        is FileFormatException or IOException or UnauthorizedAccessException or MuJoCoNotFoundException or MuJoCoException
        or EnvironmentFaultException or TrainingDivergedException or ArgumentException or InvalidDataException or PlatformNotSupportedException;

    private int Fail(string message, int code)
    {
        error.WriteLine($"reinflow: {string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))}");
        return code;
    }
}

using System.CommandLine;
using ReinFlow.Environments;
using ReinFlow.Environments.MuJoCo;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow environments</c>.</summary>
internal static class EnvironmentsCommand
{
    public static Command Create(TextWriter output)
    {
        var command = new Command("environments", "Lists the environments and whether they can run here.");
        command.SetAction(_ =>
        {
            foreach (string name in EnvironmentCatalog.Names)
            {
                output.WriteLine(Describe(name));
            }
        });
        return command;
    }

    private static string Describe(string name)
    {
        try
        {
            using IEnvironment environment = EnvironmentCatalog.Factory(
                new EnvironmentRecipe { Name = name, MuJoCoLibrary = MuJoCoLocation.FromSystem })();
            EnvironmentSpec spec = environment.Spec;
            return $"{name,-14}  observation {spec.ObservationDimension,3}  action {spec.ActionDimension,2}  " +
                $"at most {spec.MaxEpisodeSteps} steps  success: {spec.SuccessCriterion}";
        }
        catch (Exception exception) when (exception is MuJoCoNotFoundException or NotSupportedException)
        {
            return $"{name,-14}  not available: {exception.Message}";
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using ReinFlow.Algorithms;
using ReinFlow.Policies;
using ReinFlow.Recipes;

namespace ReinFlow.Runs;

/// <summary>The files of a run composed of parts, in a folder like those of the command.</summary>
/// <param name="Checkpoints">Keeps its checkpoints.</param>
/// <param name="Storage">Where they are, and from where the run goes on.</param>
/// <param name="Progress">Takes one line per iteration; the container disposes it as the sink that it is.</param>
internal sealed record ComposedRunFiles(FineTuningCheckpoints Checkpoints, RunStorage Storage, FineTuningCsv Progress)
{
    /// <summary>Makes or opens the folder, and makes what writes into it.</summary>
    /// <param name="services">The services of the run.</param>
    /// <param name="files">Where it keeps them.</param>
    public static ComposedRunFiles Create(IServiceProvider services, RunFiles files)
    {
        Recipe? described = new ComposedRecipe(services, files.Run).Describe();
        RunFolder folder = files.GoesOn
            ? files.Open(described)
            : files.Create(described ?? new Recipe { Name = files.Run }, services.GetKeyedService<IPolicyStart>(files.Run) as PolicyFile);
        return new ComposedRunFiles(
            KeepIn(services, files.Run, folder.Checkpoints, described),
            new RunStorage(folder.Path, folder.OpenLast()),
            new FineTuningCsv(folder.Progress));
    }

    /// <summary>Keeps the checkpoints of a run in a folder.</summary>
    /// <param name="services">The services of the run.</param>
    /// <param name="run">Its name.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="described">What the run is, or <see langword="null"/> if nothing describes it.</param>
    public static FineTuningCheckpoints KeepIn(IServiceProvider services, string run, string folder, Recipe? described) =>
        new(folder, Attachments.Of(services, run, described))
        {
            NumberedKept = services.GetKeyedService<OnPolicyOptions>(run)?.CheckpointsKept ?? services.GetKeyedService<OffPolicyOptions>(run)?.CheckpointsKept ?? 0,
        };
}

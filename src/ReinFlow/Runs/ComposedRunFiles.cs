using ReinFlow.Algorithms;
using ReinFlow.Recipes;

namespace ReinFlow.Runs;

/// <summary>The files of a run composed of parts, in a folder like those of the command.</summary>
/// <param name="Checkpoints">Keeps its checkpoints.</param>
/// <param name="Dump">Where it leaves the batch on which it diverges.</param>
/// <param name="Progress">Takes one line per iteration; the container disposes it as the sink that it is.</param>
internal sealed record ComposedRunFiles(FineTuningCheckpoints Checkpoints, DivergenceDump Dump, FineTuningCsv Progress)
{
    /// <summary>Makes the folder and what writes into it.</summary>
    /// <param name="services">The services of the run.</param>
    /// <param name="run">The name of the run.</param>
    /// <param name="path">The path of the folder.</param>
    public static ComposedRunFiles Create(IServiceProvider services, string run, string path)
    {
        Recipe? described = new ComposedRecipe(services, run).Describe();
        var folder = RunFolder.Create(path, described ?? new Recipe { Name = run }, "finetune");
        return new ComposedRunFiles(
            new FineTuningCheckpoints(folder.Checkpoints, Attachments.Of(services, run, described)), new DivergenceDump(folder.Path), new FineTuningCsv(folder.Progress));
    }
}

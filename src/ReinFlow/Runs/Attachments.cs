using Microsoft.Extensions.DependencyInjection;
using ReinFlow.Algorithms;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;

namespace ReinFlow.Runs;

/// <summary>What a checkpoint carries along, so that it can act on its own.</summary>
internal static class Attachments
{
    public static IReadOnlyList<CheckpointPart> Of(Recipe recipe, Normalization? normalization) =>
        [CheckpointDirectory.Text(RunFolder.RecipeName, RecipeReader.Write(recipe)), .. Of(normalization)];

    /// <summary>Describes what a run composed by services has learned, with its recipe if it has one.</summary>
    public static IReadOnlyList<CheckpointPart> Of(IServiceProvider services, string run, Recipe? recipe)
    {
        Normalization? ranges = services.GetKeyedService<Normalization>(run) ?? services.GetKeyedService<IPolicyStart>(run)?.Normalization;
        return [.. recipe is null ? Of(ranges) : Of(recipe, ranges), .. Sizes(services, run, ranges)];
    }

    /// <summary>Ranges tell the sizes; without them nothing else does, where the environment is the application's own.</summary>
    private static CheckpointPart[] Sizes(IServiceProvider services, string run, Normalization? ranges) =>
        ranges is null && services.GetKeyedService<IVectorEnvironmentFactory>(run)?.Spec is { } spec
            ? [CheckpointDirectory.Text(PolicySizes.FileName, new PolicySizes(spec.ObservationDimension, spec.ActionDimension).Write())]
            : [];

    public static IReadOnlyList<CheckpointPart> Of(Normalization? normalization) => normalization is null
        ? []
        : [new CheckpointPart(NormalizationFile.Name, path => NormalizationFile.Save(path, normalization))];
}

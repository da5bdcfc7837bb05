using ReinFlow.Algorithms;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Recipes;

namespace ReinFlow.Runs;

/// <summary>What a checkpoint carries along, so that it can act on its own.</summary>
internal static class Attachments
{
    public static IReadOnlyList<CheckpointPart> Of(Recipe recipe, Normalization? normalization) =>
        [CheckpointDirectory.Text(RunFolder.RecipeName, RecipeReader.Write(recipe)), .. Of(normalization)];

    public static IReadOnlyList<CheckpointPart> Of(Normalization? normalization) => normalization is null
        ? []
        : [new CheckpointPart(NormalizationFile.Name, path => NormalizationFile.Save(path, normalization))];
}

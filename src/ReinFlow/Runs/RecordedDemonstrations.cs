using ReinFlow.Algorithms;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;

namespace ReinFlow.Runs;

/// <summary>Episodes that a policy has demonstrated, and what is worth knowing about them.</summary>
/// <param name="Recipe">The task and the policy.</param>
/// <param name="Policy">The policy that acted.</param>
/// <param name="Mode">Whether noise was injected.</param>
/// <param name="Seed">The seed of resets and noise.</param>
/// <param name="Episodes">The episodes, in the environment's units.</param>
/// <param name="Statistics">Their statistics.</param>
public sealed record RecordedDemonstrations(
    Recipe Recipe,
    PolicyFile Policy,
    SampleMode Mode,
    ulong Seed,
    IReadOnlyList<DemonstrationEpisode> Episodes,
    EpisodeStatistics Statistics)
{
    /// <summary>The file with one line per episode.</summary>
    public const string EpisodesName = "episodes.csv";

    /// <summary>The file that says where the data set comes from.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>Writes a data set in the official layout, with its manifest, the recipe, and a table of its episodes.</summary>
    /// <param name="directory">The directory, which must not exist; it appears when it is complete.</param>
    /// <returns>What <see cref="ManifestName"/> says.</returns>
    /// <exception cref="IOException">The directory exists.</exception>
    public DemonstrationManifest Save(string directory)
    {
        RequireNew(directory);
        DemonstrationManifest manifest = DemonstrationManifest.Of(this);
        Normalization ranges = DemonstrationSet.Ranges(Episodes);
        CheckpointDirectory.Write(
            directory,
            new CheckpointPart(DemonstrationSet.FileName, path => DemonstrationSet.SaveFile(path, Episodes, ranges)),
            new CheckpointPart(NormalizationFile.Name, path => NormalizationFile.Save(path, ranges)),
            new CheckpointPart(EpisodesName, WriteEpisodes),
            CheckpointDirectory.Text(RunFolder.RecipeName, RecipeReader.Write(Recipe)),
            CheckpointDirectory.Text(ManifestName, manifest.ToJson()));
        return manifest;
    }

    /// <summary>Refuses a place where there is something already.</summary>
    /// <param name="directory">The directory to be written.</param>
    /// <exception cref="IOException">The directory exists.</exception>
    public static void RequireNew(string directory)
    {
        if (Directory.Exists(directory) || File.Exists(directory))
        {
            throw new IOException($"The folder '{directory}' exists. Choose another one with --output.");
        }
    }

    private void WriteEpisodes(string path)
    {
        using var file = new CsvFile(path, "episode", "length", "return", "terminated");
        for (int i = 0; i < Episodes.Count; i++)
        {
            DemonstrationEpisode episode = Episodes[i];
            file.Write(i, episode.Length, DemonstrationManifest.Return(episode), episode.Terminated ? 1 : 0);
        }
    }
}

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
/// <param name="Succeeded">Whether each episode met the success criterion.</param>
/// <param name="Statistics">Their statistics.</param>
public sealed record RecordedDemonstrations(
    Recipe Recipe,
    PolicyFile Policy,
    SampleMode Mode,
    ulong Seed,
    IReadOnlyList<DemonstrationEpisode> Episodes,
    IReadOnlyList<bool> Succeeded,
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
        CheckpointDirectory.Create(
            directory,
            new CheckpointPart(DemonstrationSet.FileName, path => DemonstrationSet.SaveFile(path, Episodes, ranges)),
            new CheckpointPart(NormalizationFile.Name, path => NormalizationFile.Save(path, ranges)),
            new CheckpointPart(EpisodesName, WriteEpisodes),
            CheckpointDirectory.Text(RunFolder.RecipeName, RecipeReader.Write(Recipe)),
            CheckpointDirectory.Text(ManifestName, manifest.ToJson()));
        return manifest;
    }

    /// <summary>Refuses a place where a data set cannot be written, before anything is recorded for it.</summary>
    /// <param name="directory">The directory to be written; the one around it is made if necessary.</param>
    /// <exception cref="IOException">The directory exists, or nothing can be written beside it.</exception>
    public static void RequireNew(string directory)
    {
        if (string.IsNullOrWhiteSpace(directory))
        {
            throw new IOException("The folder of the data set has no name. Name one with --output.");
        }

        if (Directory.Exists(directory) || File.Exists(directory))
        {
            throw new IOException($"The folder '{directory}' exists. Choose another one with --output.");
        }

        string probe = $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))}.{Path.GetRandomFileName()}.tmp";
        try
        {
            Directory.CreateDirectory(probe);
            Directory.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Nothing can be written beside '{directory}': {exception.Message} Choose another place with --output.", exception);
        }
    }

    private void WriteEpisodes(string path)
    {
        using var file = new CsvFile(path);
        for (int i = 0; i < Episodes.Count; i++)
        {
            DemonstrationEpisode episode = Episodes[i];
            file.Write(
            [
                new("episode", i),
                new("length", episode.Length),
                new("return", DemonstrationManifest.Return(episode)),
                new("terminated", episode.Terminated ? 1 : 0),
                new("succeeded", Succeeded[i] ? 1 : 0),
            ]);
        }
    }
}

using ReinFlow.Formats;

namespace ReinFlow.Demonstrations;

/// <summary>Reads and writes <c>train.npz</c>, the training set of the official implementation.</summary>
internal static class DemonstrationFile
{
    public const string Name = "train.npz";

    private const string States = "states";
    private const string Actions = "actions";
    private const string Lengths = "traj_lengths";
    private const string Rewards = "rewards";
    private const string Terminals = "terminals";

    public static DemonstrationData Read(string path, int? maximumEpisodes)
    {
        using var archive = NpzArchive.Open(path);
        TensorInfo states = RequireMatrix(archive, States);
        TensorInfo actions = RequireMatrix(archive, Actions);
        long[] lengths = archive.ReadInt64s(Lengths);
        RequireRows(path, lengths, states, actions);
        int[] used = [.. lengths.Take(maximumEpisodes ?? lengths.Length).Select(length => (int)length)];
        int rows = used.Sum();
        return new DemonstrationData(ReadFinite(archive, states, rows), states.Shape[1], ReadFinite(archive, actions, rows), actions.Shape[1], used);
    }

    /// <summary>Writes normalised rows, and rewards and ends as they are if every episode has rewards.</summary>
    public static void Write(string path, DemonstrationData data, IReadOnlyList<DemonstrationEpisode> episodes)
    {
        int rows = data.EpisodeLengths.Sum();
        using var writer = NpzWriter.Create(path, isCompressed: true);
        writer.Add(States, [rows, data.ObservationDimension], data.Observations);
        writer.Add(Actions, [rows, data.ActionDimension], data.Actions);
        writer.Add(Lengths, [data.EpisodeLengths.Length], [.. data.EpisodeLengths.Select(length => (long)length)]);
        if (episodes.All(episode => !episode.Rewards.IsEmpty))
        {
            writer.Add(Rewards, [rows], [.. episodes.SelectMany(episode => episode.Rewards.ToArray())]);
            writer.Add(Terminals, [rows], [.. episodes.SelectMany(Ends)]);
        }

        writer.Complete();
    }

    private static IEnumerable<bool> Ends(DemonstrationEpisode episode) =>
        Enumerable.Range(1, episode.Length).Select(step => episode.Terminated && step == episode.Length);

    private static TensorInfo RequireMatrix(NpzArchive archive, string name)
    {
        TensorInfo info = archive.Describe(name);
        return info.Shape.Length == 2 && info.Shape[1] > 0
            ? info
            : throw new FileFormatException(
                archive.FilePath, $"{name} of shape {info.ShapeText}", "[rows, numbers per row]", "Flatten every row to one axis.");
    }

    private static void RequireRows(string path, long[] lengths, TensorInfo states, TensorInfo actions)
    {
        if (states.Shape[0] != actions.Shape[0])
        {
            throw new FileFormatException(
                path, $"{states.Shape[0]} states but {actions.Shape[0]} actions", "one action for every state", "Export the training set again.");
        }

        long sum = 0;
        foreach (long length in lengths)
        {
            // A sum beyond the number of rows is wrong already; stopping there keeps it from overflowing.
            if (length < 0 || sum > states.Shape[0])
            {
                break;
            }

            sum += Math.Min(length, int.MaxValue);
        }

        if (sum != states.Shape[0] || lengths.Any(length => length < 0))
        {
            throw new FileFormatException(
                path,
                $"{lengths.Length} episodes whose lengths do not add up to the {states.Shape[0]} states",
                "traj_lengths with that sum",
                "Export the training set again.");
        }
    }

    private static float[] ReadFinite(NpzArchive archive, TensorInfo info, int rows)
    {
        float[] values = archive.ReadSingles(info.Name, rows);
        int bad = Finite.FirstViolation(values);
        return bad < 0
            ? values
            : throw new FileFormatException(
                archive.FilePath,
                $"{values[bad]} in {info.Name}, row {bad / info.Shape[1]}, column {bad % info.Shape[1]}",
                "finite numbers",
                "Remove the episode, or look for the fault in the export.");
    }
}

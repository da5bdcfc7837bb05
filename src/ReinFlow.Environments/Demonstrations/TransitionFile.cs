using ReinFlow.Formats;

namespace ReinFlow.Demonstrations;

/// <summary>Reads the rewards and the ends of the episodes of a <c>train.npz</c>.</summary>
internal static class TransitionFile
{
    private const string Rewards = "rewards";
    private const string Terminals = "terminals";

    public static TransitionData Read(string path, int? maximumEpisodes)
    {
        DemonstrationData steps = DemonstrationFile.Read(path, maximumEpisodes);
        using var archive = NpzArchive.Open(path);
        int rows = steps.EpisodeLengths.Sum();
        float[] rewards = ReadColumn(archive, Rewards, rows);
        float[] terminals = ReadColumn(archive, Terminals, rows);
        return new TransitionData(steps, rewards, FindEnds(path, steps.EpisodeLengths, terminals), null);
    }

    private static float[] ReadColumn(NpzArchive archive, string name, int rows)
    {
        if (!archive.Contains(name))
        {
            throw new FileFormatException(
                archive.FilePath,
                $"no {name}",
                $"{Rewards} and {Terminals}, one per state",
                "Off-policy learning needs them: export the training set with rewards, or imitate it first and fine-tune on-policy.");
        }

        TensorInfo info = archive.Describe(name);
        if (info.Shape.Length is 0 or > 2 || info.Shape[0] < rows || info.Shape[^1] != (info.Shape.Length == 2 ? 1 : info.Shape[0]))
        {
            throw new FileFormatException(archive.FilePath, $"{name} of shape {info.ShapeText}", $"at least [{rows}]", "Export the training set again.");
        }

        float[] values = archive.ReadSingles(name, rows);
        int bad = Finite.FirstViolation(values);
        return bad < 0
            ? values
            : throw new FileFormatException(archive.FilePath, $"{values[bad]} in {name}, row {bad}", "finite numbers", "Remove the episode.");
    }

    private static bool[] FindEnds(string path, int[] lengths, float[] terminals)
    {
        bool[] terminated = new bool[lengths.Length];
        int row = 0;
        for (int episode = 0; episode < lengths.Length; episode++)
        {
            for (int end = row + lengths[episode]; row < end; row++)
            {
                bool isTerminal = terminals[row] != 0f;
                if (isTerminal && row < end - 1)
                {
                    throw new FileFormatException(
                        path, $"a terminal in row {row}, {end - 1 - row} rows before the end of episode {episode}", "terminals at the ends of episodes",
                        "Correct traj_lengths: an episode ends where its task does.");
                }

                terminated[episode] = isTerminal;
            }
        }

        return terminated;
    }
}

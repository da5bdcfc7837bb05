using Microsoft.Extensions.Logging;
using ReinFlow.Environments;
using ReinFlow.Formats;

namespace ReinFlow.Algorithms;

/// <summary>The running episodes of a training run as a file: the environments' states, and what has been counted of them.</summary>
internal static class EpisodeFile
{
    private const string Histories = "histories";
    private const string Steps = "steps";
    private const string Episodes = "episodes";
    private const string Streams = "streams";
    private const string EpisodeStreams = "episode_streams";
    private const string Environments = "environments";

    /// <summary>Makes the part of a checkpoint that holds the running episodes.</summary>
    /// <param name="environment">The environments.</param>
    /// <param name="tracker">What has been counted of their episodes.</param>
    /// <returns>The part, or nothing if the environments cannot be saved.</returns>
    public static IReadOnlyList<CheckpointPart> Parts(IVectorEnvironment environment, EpisodeTracker tracker) =>
        environment.SaveState() is { } state
            ? [new CheckpointPart(CheckpointDirectory.Episodes, path => Write(path, state, tracker))]
            : [];

    /// <summary>Takes up saved episodes.</summary>
    /// <param name="path">The path of the file, or <see langword="null"/> if there are none.</param>
    /// <param name="environment">The environments.</param>
    /// <param name="tracker">Counts their episodes.</param>
    /// <param name="logger">Receives a warning if there are none.</param>
    /// <returns>Whether there were any; otherwise new ones must begin.</returns>
    /// <exception cref="FileFormatException">The file is damaged, or belongs to other environments.</exception>
    public static bool TryRead(string? path, IVectorEnvironment environment, EpisodeTracker tracker, ILogger logger)
    {
        if (path is null)
        {
            logger.EpisodesBeginAnew(environment.Count, environment.Spec.Name);
            return false;
        }

        Read(path, environment, tracker);
        return true;
    }

    private static void Read(string path, IVectorEnvironment environment, EpisodeTracker tracker)
    {
        using NpzArchive archive = NpzArchive.Open(path);
        var arrays = new EpisodeArrays(archive);
        int count = environment.Count;
        int history = environment.ObservationHistory * environment.Spec.ObservationDimension;
        double[] own = archive.ReadDoubles(Environments);
        var state = new VectorEnvironmentState(count, history, own.Length / count);
        arrays.Singles(Histories, count * history).CopyTo(state.Histories, 0);
        long[] steps = arrays.Integers(Steps, count);
        arrays.Integers(Episodes, count).CopyTo(state.Episodes, 0);
        Fill(state.Streams, arrays.Integers(Streams, 2 * count));
        Fill(state.EpisodeStreams, arrays.Integers(EpisodeStreams, 2 * count));
        arrays.Doubles(Environments, state.Environments.Length).CopyTo(state.Environments, 0);
        for (int e = 0; e < count; e++)
        {
            state.Steps[e] = (int)steps[e];
        }

        try
        {
            environment.RestoreState(state);
        }
        catch (ArgumentException exception)
        {
            throw new FileFormatException(path, exception.Message, "the episodes of this environment", "Resume with the recipe of the saved run.", exception);
        }

        tracker.Load(arrays);
    }

    private static void Write(string path, VectorEnvironmentState state, EpisodeTracker tracker)
    {
        int count = state.Steps.Length;
        using NpzWriter archive = NpzWriter.Create(path);
        archive.Add(Histories, [count, state.Histories.Length / count], state.Histories);
        archive.Add(Steps, [count], state.Steps);
        archive.Add(Episodes, [count], state.Episodes);
        archive.Add(Streams, [count, 2], Numbers(state.Streams));
        archive.Add(EpisodeStreams, [count, 2], Numbers(state.EpisodeStreams));
        archive.Add(Environments, [count, state.Environments.Length / count], state.Environments);
        tracker.Save(archive);
        archive.Complete();
    }

    private static long[] Numbers(RandomState[] streams) => [.. streams.SelectMany(stream => (long[])[(long)stream.Key, (long)stream.Counter])];

    private static void Fill(RandomState[] streams, long[] numbers)
    {
        for (int i = 0; i < streams.Length; i++)
        {
            streams[i] = new RandomState((ulong)numbers[2 * i], (ulong)numbers[(2 * i) + 1]);
        }
    }
}

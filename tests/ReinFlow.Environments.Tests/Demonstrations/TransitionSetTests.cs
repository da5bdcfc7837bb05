using ReinFlow.Environments;
using ReinFlow.Formats;

namespace ReinFlow.Demonstrations.Tests;

public sealed class TransitionSetTests
{
    private string _path = string.Empty;

    [SetUp]
    public void CreateFolder() => _path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "train.npz");

    [TearDown]
    public void RemoveFolder() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Test]
    public void ChunksSumRewardsAndNeverLookIntoTheNextEpisode()
    {
        // Two episodes: five steps that end the task, then four that a limit cut. Observation, action and reward tell their row.
        TransitionSet set = Load(new TransitionOptions { ExecutedSteps = 3 });

        Assert.That(Read(set), Is.EqualTo(new[]
        {
            new Row(0, [0, 1, 2], 0 + 1 + 2, false, 3),
            new Row(1, [1, 2, 3], 1 + 2 + 3, false, 4),

            // Its end is the end of the task; there is no next observation, and it counts nothing.
            new Row(2, [2, 3, 4], 2 + 3 + 4, true, 4),

            // The second episode: the chunk that ends with the limit has no observation to bootstrap from and is left out.
            new Row(5, [5, 6, 7], 5 + 6 + 7, false, 8),
        }));
    }

    [Test]
    public void CutChunksHoldTheRewardsUpToTheEndOfTheTask()
    {
        TransitionSet set = Load(new TransitionOptions { ExecutedSteps = 3, EpisodeEnd = EpisodeEnd.Cut });

        Assert.That(Read(set), Is.EqualTo(new[]
        {
            new Row(0, [0, 1, 2], 3, false, 3),
            new Row(1, [1, 2, 3], 6, false, 4),
            new Row(2, [2, 3, 4], 9, true, 4),
            new Row(3, [3, 4, 0], 7, true, 4),
            new Row(4, [4, 0, 0], 4, true, 4),
            new Row(5, [5, 6, 7], 18, false, 8),
        }));
    }

    [Test]
    public void SingleStepsAreTheRowsWithoutTheOneThatALimitCut()
    {
        TransitionSet set = Load(new TransitionOptions());

        Row[] rows = Read(set);
        Assert.That(rows.Select(row => row.Observation), Is.EqualTo(new[] { 0, 1, 2, 3, 4, 5, 6, 7 }));
        Assert.That(rows.Select(row => row.Next), Is.EqualTo(new[] { 1, 2, 3, 4, 4, 6, 7, 8 }));
        Assert.That(rows.Select(row => row.Terminated), Is.EqualTo(new[] { false, false, false, false, true, false, false, false }));
    }

    [TestCase(EpisodeEnd.Drop, 2, 2)]
    [TestCase(EpisodeEnd.Cut, 5, 4)]
    public void ARecordingKnowsTheLastObservationsOfItsEpisodes(EpisodeEnd end, int first, int second)
    {
        TransitionSet set = TransitionSet.FromRecording(Recording(), null, new TransitionOptions { ExecutedSteps = 4, EpisodeEnd = end });

        Row[] rows = Read(set);

        // Windows that end with their episode lead to its last observation, 100 and 200; where a limit cut it, they still count.
        Assert.That(rows.Count(row => row.Observation < 5), Is.EqualTo(first));
        Assert.That(rows.Count(row => row.Observation >= 5), Is.EqualTo(second - (end == EpisodeEnd.Drop ? 1 : 0)));
        Assert.That(rows.Single(row => row.Observation == 1), Is.EqualTo(new Row(1, [1, 2, 3, 4], 10, true, 100)));
        Assert.That(rows.Single(row => row.Observation == 5), Is.EqualTo(new Row(5, [5, 6, 7, 8], 26, false, 200)));
    }

    [Test]
    public void HistoriesStayWithinTheirEpisode()
    {
        TransitionSet set = TransitionSet.FromRecording(Recording(), null, new TransitionOptions { ExecutedSteps = 2, ObservationHistory = 3 });
        float[] observations = new float[set.Count * 3];
        float[] next = new float[set.Count * 3];
        set.Read(0, observations, new float[set.Count * 2], new float[set.Count], new bool[set.Count], next);

        Assert.That(observations[..6], Is.EqualTo(new[] { 0f, 0, 0, 0, 0, 1 }));
        Assert.That(next[..6], Is.EqualTo(new[] { 0f, 1, 2, 1, 2, 3 }));
        Assert.That(next[9..12], Is.EqualTo(new[] { 3f, 4, 100 }), "The last chunk of the first episode");
        Assert.That(observations[12..15], Is.EqualTo(new[] { 5f, 5, 5 }), "The first chunk of the second one");
        Assert.That(next[12..15], Is.EqualTo(new[] { 5f, 6, 7 }));
    }

    [Test]
    public void RangesNormaliseWhatARecordingHolds()
    {
        var ranges = new Normalization([0f], [100f], [0f], [10f]);
        TransitionSet set = TransitionSet.FromRecording(Recording(), ranges);
        float[] observation = new float[1];
        float[] action = new float[1];
        float[] next = new float[1];

        set.Read(4, observation, action, new float[1], new bool[1], next);

        Assert.That((observation[0], action[0], next[0]), Is.EqualTo((-0.92f, -0.2f, 1f)).Using<(float A, float B, float C)>(
            (left, right) => Math.Abs(left.A - right.A) + Math.Abs(left.B - right.B) + Math.Abs(left.C - right.C) < 1e-5f));
    }

    [Test]
    public void AFileWithoutRewardsOrWithATerminalAmidAnEpisodeIsRefused()
    {
        Write([5, 4], [4], hasRewards: false);
        Assert.That(() => TransitionSet.Load(_path), Throws.InstanceOf<FileFormatException>().With.Message.Contains("no rewards"));

        Write([5, 4], [2], hasRewards: true);
        Assert.That(() => TransitionSet.Load(_path), Throws.InstanceOf<FileFormatException>().With.Message.Contains("a terminal in row 2"));
    }

    private TransitionSet Load(TransitionOptions options)
    {
        Write([5, 4], [4], hasRewards: true);
        return TransitionSet.Load(_path, options);
    }

    private void Write(long[] lengths, int[] terminals, bool hasRewards)
    {
        int rows = (int)lengths.Sum();
        float[] numbers = [.. Enumerable.Range(0, rows).Select(row => (float)row)];
        using NpzWriter writer = NpzWriter.Create(_path);
        writer.Add("states", [rows, 1], numbers);
        writer.Add("actions", [rows, 1], numbers);
        writer.Add("traj_lengths", [lengths.Length], lengths);
        if (hasRewards)
        {
            writer.Add("rewards", [rows], numbers);
            bool[] flags = new bool[rows];
            foreach (int row in terminals)
            {
                flags[row] = true;
            }

            writer.Add("terminals", [rows], flags);
        }

        writer.Complete();
    }

    private static EpisodeRecording Recording()
    {
        float[] numbers = [.. Enumerable.Range(0, 9).Select(row => (float)row)];
        return new EpisodeRecording(1, 1, [5, 4], numbers, [100f, 200f], numbers, numbers, [true, false], [false, false]);
    }

    private static Row[] Read(TransitionSet set)
    {
        float[] observations = new float[set.Count];
        float[] actions = new float[set.Count * set.ExecutedSteps];
        float[] rewards = new float[set.Count];
        bool[] terminated = new bool[set.Count];
        float[] next = new float[set.Count];
        set.Read(0, observations, actions, rewards, terminated, next);
        return
        [
            .. Enumerable.Range(0, set.Count).Select(i => new Row(
                (int)observations[i], [.. actions.Skip(i * set.ExecutedSteps).Take(set.ExecutedSteps)], rewards[i], terminated[i], (int)next[i])),
        ];
    }

    private sealed record Row(int Observation, float[] Actions, float Reward, bool Terminated, int Next)
    {
        public bool Equals(Row? other) => other is not null && (Observation, Reward, Terminated, Next) == (other.Observation, other.Reward, other.Terminated, other.Next)
            && Actions.AsSpan().SequenceEqual(other.Actions);

        public override int GetHashCode() => Observation;
    }
}

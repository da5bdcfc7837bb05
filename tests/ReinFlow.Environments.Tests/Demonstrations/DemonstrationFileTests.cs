using ReinFlow.Environments;
using ReinFlow.Formats;

namespace ReinFlow.Demonstrations.Tests;

public sealed class DemonstrationFileTests
{
    private DirectoryInfo _folder = null!;

    private string TrainPath => Path.Combine(_folder.FullName, "train.npz");

    private string RangesPath => Path.Combine(_folder.FullName, "normalization.npz");

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("reinflow-demonstrations-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public void OfficialRawDataAreSavedAsTheOfficialTrainingSet()
    {
        Normalization ranges = DemonstrationSet.Save(_folder.FullName, GoldenEpisodes());
        using var train = NpzArchive.Open(TrainPath);
        Assert.Multiple(() =>
        {
            Assert.That(train.ReadSingles("states"), Is.EqualTo(GoldenDataset.Singles("train.npz", "states")).Within(2e-7f));
            Assert.That(train.ReadSingles("actions"), Is.EqualTo(GoldenDataset.Singles("train.npz", "actions")).Within(2e-7f));
            Assert.That(train.ReadInt64s("traj_lengths"), Is.EqualTo(GoldenDataset.Integers("train.npz", "traj_lengths")));
            Assert.That(train.List().Select(entry => entry.ToString()), Is.EqualTo(new[] { "states [35, 5] <f4", "actions [35, 3] <f4", "traj_lengths [5] <i8" }));
            Assert.That(ranges.ObservationMinimum, Is.EqualTo(GoldenDataset.Singles("normalization.npz", "obs_min")));
            Assert.That(ranges.ActionMaximum, Is.EqualTo(GoldenDataset.Singles("normalization.npz", "action_max")));
        });
    }

    [Test]
    public void ASavedSetIsTheSetMadeOfItsEpisodes()
    {
        DemonstrationEpisode[] episodes = GoldenEpisodes();
        Normalization ranges = DemonstrationSet.Save(_folder.FullName, episodes);
        DemonstrationSet loaded = DemonstrationSet.Load(TrainPath);
        DemonstrationSet direct = DemonstrationSet.FromEpisodes(episodes, ranges);
        Assert.Multiple(() =>
        {
            Assert.That(loaded.Windows, Is.EqualTo(direct.Windows));
            Assert.That(GatherAll(loaded), Is.EqualTo(GatherAll(direct)));
            Assert.That(NormalizationFile.Load(RangesPath).ObservationMaximum, Is.EqualTo(ranges.ObservationMaximum));
        });
    }

    [Test]
    public void TheOfficialRangesNormaliseAsTheOfficialWrapper()
    {
        Normalization ranges = NormalizationFile.Load(GoldenDataset.Path("normalization.npz"));
        float[] observations = GoldenDataset.Singles("inputs.npz", "raw_observation");
        float[] actions = GoldenDataset.Singles("inputs.npz", "policy_action");
        for (int row = 0; row < 6; row++)
        {
            ranges.NormalizeObservation(observations.AsSpan(row * 5, 5), observations.AsSpan(row * 5, 5));
            ranges.DenormalizeAction(actions.AsSpan(row * 3, 3), actions.AsSpan(row * 3, 3));
        }

        Assert.Multiple(() =>
        {
            AssertClose(observations, GoldenDataset.Singles("expected.npz", "wrapper/normalised_observation"));
            AssertClose(actions, GoldenDataset.Singles("expected.npz", "wrapper/raw_action"));
        });
    }

    [Test]
    public void OnlyRowsOfTheEpisodesThatAreUsedAreRead()
    {
        // A fault in the second episode does not matter when only the first one is used.
        WriteTrain([4, 2], [0f, 1f, 2f, float.NaN, 4f, 5f, 6f, 7f], [4, 1], [0f, 1f, 2f, 3f], [1, 3]);
        var options = new DemonstrationOptions { Horizon = 1, MaximumEpisodes = 1 };
        Assert.Multiple(() =>
        {
            Assert.That(DemonstrationSet.Load(TrainPath, options).Count, Is.EqualTo(1));
            Assert.That(() => DemonstrationSet.Load(TrainPath, options with { MaximumEpisodes = null }), Refused("NaN in states, row 1, column 1"));
        });
    }

    [TestCase(new[] { 3, 1 }, new[] { 4, 1 }, new[] { 4L }, "3 states but 4 actions")]
    [TestCase(new[] { 4, 1 }, new[] { 4, 1 }, new[] { 3L }, "1 episodes whose lengths do not add up to the 4 states")]
    [TestCase(new[] { 4, 1 }, new[] { 4, 1 }, new[] { 3L, 2L }, "2 episodes whose lengths do not add up to the 4 states")]
    [TestCase(new[] { 4, 1 }, new[] { 4, 1 }, new[] { 5L, -1L }, "do not add up")]
    [TestCase(new[] { 4, 1 }, new[] { 4, 1 }, new[] { long.MaxValue, long.MaxValue }, "do not add up")]
    [TestCase(new[] { 4, 1 }, new[] { 4, 1 }, new[] { 2L, 2L }, "none longer than 2 steps")]
    [TestCase(new[] { 4 }, new[] { 4, 1 }, new[] { 4L }, "states of shape [4]")]
    [TestCase(new[] { 4, 1 }, new[] { 2, 2, 1 }, new[] { 4L }, "actions of shape [2, 2, 1]")]
    public void TrainingSetsThatDoNotFitTogetherAreRefused(int[] states, int[] actions, long[] lengths, string part)
    {
        WriteTrain(states, new float[states.Aggregate(1, (a, b) => a * b)], actions, new float[actions.Aggregate(1, (a, b) => a * b)], lengths);
        Assert.That(() => DemonstrationSet.Load(TrainPath), Refused(part));
    }

    [Test]
    public void MissingFilesAndArraysAreNamed()
    {
        string ranges = GoldenDataset.Path("normalization.npz");
        string train = GoldenDataset.Path("train.npz");
        Assert.Multiple(() =>
        {
            Assert.That(() => DemonstrationSet.Load(TrainPath), Throws.TypeOf<FileNotFoundException>().With.Message.Contains(TrainPath));
            Assert.That(() => NormalizationFile.Load(RangesPath), Throws.TypeOf<FileNotFoundException>().With.Message.Contains(RangesPath));
            Assert.That(() => DemonstrationSet.Load(ranges), Refused("no array 'states'"));
            Assert.That(() => NormalizationFile.Load(train), Refused("no array 'obs_min'"));
        });
    }

    [TestCase(new[] { 0f, 0f }, new[] { 1f }, "2 numbers in obs_min but 1 in obs_max")]
    [TestCase(new[] { 2f }, new[] { 1f }, "obs_min 2 above obs_max 1 at 0")]
    [TestCase(new[] { float.NaN }, new[] { 1f }, "NaN in obs_min")]
    public void RangesThatDoNotFitAreRefused(float[] minimum, float[] maximum, string part)
    {
        NormalizationFile.Save(RangesPath, new Normalization(minimum, maximum, [0f], [1f]));
        Assert.That(() => NormalizationFile.Load(RangesPath), Refused(part));
    }

    [Test]
    public void EpisodesThatDoNotFitAreRefused()
    {
        var one = new DemonstrationEpisode([1f, 2f], [1f], 1);
        var other = new DemonstrationEpisode([1f, 2f, 3f], [1f], 1);
        Assert.Multiple(() =>
        {
            Assert.That(() => DemonstrationSet.Save(_folder.FullName, []), Throws.ArgumentException);
            Assert.That(() => DemonstrationSet.Save(_folder.FullName, [one, other]), Throws.ArgumentException.With.Message.Contains("3 features"));
            Assert.That(() => new DemonstrationEpisode([1f, 2f, 3f], [1f, 2f], 2), Throws.ArgumentException.With.Message.Contains("2 steps"));
            Assert.That(() => new DemonstrationEpisode([float.NaN], [1f], 1), Throws.ArgumentException.With.Message.Contains("not finite"));
            Assert.That(() => DemonstrationSet.FromEpisodes([one], DemonstrationSet.Ranges([one])), Throws.ArgumentException.With.Message.Contains("shorter horizon"));
            Assert.That(() => DemonstrationSet.FromEpisodes([one], DemonstrationSet.Ranges([other])), Throws.ArgumentException.With.Message.Contains("3 features"));
            Assert.That(_folder.GetFiles(), Is.Empty);
        });
    }

    private static DemonstrationEpisode[] GoldenEpisodes()
    {
        float[] states = GoldenDataset.Singles("inputs.npz", "raw_states");
        float[] actions = GoldenDataset.Singles("inputs.npz", "raw_actions");
        int row = 0;
        var episodes = new List<DemonstrationEpisode>();
        foreach (long steps in GoldenDataset.Integers("train.npz", "traj_lengths"))
        {
            int length = (int)steps;
            int end = row + length;
            episodes.Add(new DemonstrationEpisode(states[(row * 5)..(end * 5)], actions[(row * 3)..(end * 3)], length));
            row = end;
        }

        return [.. episodes];
    }

    private static float[] GatherAll(DemonstrationSet set)
    {
        float[] observations = new float[set.Count * set.ObservationHistory * set.ObservationDimension];
        float[] actions = new float[set.Count * set.Horizon * set.ActionDimension];
        set.Gather([.. Enumerable.Range(0, set.Count)], observations, actions);
        return [.. observations, .. actions];
    }

    private static void AssertClose(float[] actual, float[] expected)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-5 + (1e-4 * Math.Abs(expected[i]))));
        }
    }

    private static NUnit.Framework.Constraints.ContainsConstraint Refused(string part) =>
        Throws.TypeOf<FileFormatException>().With.Message.Not.Contains("\n").And.Message.Contains(part);

    private void WriteTrain(int[] stateShape, float[] states, int[] actionShape, float[] actions, long[] lengths)
    {
        using var writer = NpzWriter.Create(TrainPath);
        writer.Add("states", stateShape, states);
        writer.Add("actions", actionShape, actions);
        writer.Add("traj_lengths", [lengths.Length], lengths);
        writer.Complete();
    }
}

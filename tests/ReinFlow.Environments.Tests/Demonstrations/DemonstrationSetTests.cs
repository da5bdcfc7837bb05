using FsCheck;
using FsCheck.Fluent;
using ReinFlow.Environments;

namespace ReinFlow.Demonstrations.Tests;

public sealed class DemonstrationSetTests
{
    private static readonly Normalization Identity = new([-1f], [1f], [-1f], [1f]);

    [TestCase("chunk4", 4, 1, null)]
    [TestCase("chunk4_history3", 4, 3, null)]
    [TestCase("chunk2_images", 2, 3, null)]
    [TestCase("first_two_episodes", 4, 1, 2)]
    [TestCase("single_step", 1, 2, null)]
    public void WindowsAreThoseOfTheOfficialImplementation(string variant, int horizon, int history, int? maximumEpisodes)
    {
        DemonstrationSet set = LoadGolden(horizon, history, maximumEpisodes);
        float[] observations = new float[set.Count * history * 5];
        float[] actions = new float[set.Count * horizon * 3];
        set.Gather([.. Enumerable.Range(0, set.Count)], observations, actions);
        Assert.Multiple(() =>
        {
            Assert.That(
                set.Windows.SelectMany(window => new long[] { window.FirstRow, window.RowsBefore }),
                Is.EqualTo(GoldenDataset.Integers("expected.npz", $"{variant}/indices")));
            Assert.That(observations, Is.EqualTo(GoldenDataset.Singles("expected.npz", $"{variant}/state")));
            Assert.That(actions, Is.EqualTo(GoldenDataset.Singles("expected.npz", $"{variant}/actions")));
        });
    }

    [Test]
    public void WindowsAreGatheredInTheOrderAsked()
    {
        DemonstrationSet set = LoadGolden(4, 1);
        float[] all = GoldenDataset.Singles("expected.npz", "chunk4/actions");
        float[] observations = new float[3 * 5];
        float[] actions = new float[3 * 12];
        set.Gather([19, 0, 19], observations, actions);
        Assert.That(actions, Is.EqualTo((float[])[.. all[^12..], .. all[..12], .. all[^12..]]));
    }

    [Test]
    public void GatheringAllocatesNothing()
    {
        DemonstrationSet set = LoadGolden(4, 3);
        int[] windows = [3, 1, 7];
        float[] observations = new float[3 * 3 * 5];
        float[] actions = new float[3 * 4 * 3];
        set.Gather(windows, observations, actions);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            set.Gather(windows, observations, actions);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void WrongBlocksAndIndicesAreRefused()
    {
        DemonstrationSet set = LoadGolden(4, 1);
        Assert.Multiple(() =>
        {
            Assert.That(() => set.Gather([0], new float[4], new float[12]), Throws.ArgumentException.With.Message.Contains("5 observation and 12 action"));
            Assert.That(() => set.Gather([0], new float[5], new float[13]), Throws.ArgumentException);
            Assert.That(() => set.Gather([20], new float[5], new float[12]), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("20 windows"));
            Assert.That(() => set.Gather([-1], new float[5], new float[12]), Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void OptionsAreChecked()
    {
        string path = GoldenDataset.Path("train.npz");
        Assert.Multiple(() =>
        {
            Assert.That(() => DemonstrationSet.Load(path, new() { Horizon = 0 }), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => DemonstrationSet.Load(path, new() { ObservationHistory = 0 }), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => DemonstrationSet.Load(path, new() { MaximumEpisodes = 0 }), Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void BothPartsOfASplitTogetherAreTheSetAndShareNoEpisode()
    {
        DemonstrationSet set = LoadGolden(1, 1);
        (DemonstrationSet training, DemonstrationSet validation) = set.Split(0.4, new RandomSource(7));
        int[] trainingEpisodes = [.. training.Windows.Select(window => window.Episode).Distinct()];
        int[] validationEpisodes = [.. validation.Windows.Select(window => window.Episode).Distinct()];
        Assert.Multiple(() =>
        {
            Assert.That(validationEpisodes, Has.Length.EqualTo(2));
            Assert.That(validation.EpisodeCount, Is.EqualTo(2));
            Assert.That(trainingEpisodes.Intersect(validationEpisodes), Is.Empty);
            Assert.That(training.Windows.Concat(validation.Windows), Is.EquivalentTo(set.Windows));
        });
    }

    [Test]
    public void ASplitIsDecidedByTheRandomSourceAndDoesNotAdvanceIt()
    {
        DemonstrationSet set = LoadGolden(1, 1);
        var random = new RandomSource(7);
        DemonstrationWindow[] first = [.. set.Split(0.4, random).Validation.Windows];
        DemonstrationWindow[][] parts = [.. Enumerable.Range(0, 30).Select(seed => set.Split(0.4, new RandomSource((ulong)seed)).Validation.Windows.ToArray())];
        Assert.Multiple(() =>
        {
            Assert.That(set.Split(0.4, random).Validation.Windows, Is.EqualTo(first));
            Assert.That(parts.SelectMany(part => part.Select(window => window.Episode)).Distinct(), Is.EquivalentTo(new[] { 0, 1, 2, 3, 4 }));
        });
    }

    [Test]
    public void ASplitNeedsAFractionAndTwoEpisodes()
    {
        DemonstrationSet set = LoadGolden(4, 1);
        DemonstrationSet single = LoadGolden(4, 1, maximumEpisodes: 1);
        var random = new RandomSource(1);
        Assert.Multiple(() =>
        {
            Assert.That(() => set.Split(0, random), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => set.Split(double.NaN, random), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => single.Split(0.5, random), Throws.ArgumentException.With.Message.Contains("One episode"));
            Assert.That(set.Split(0.001, random).Validation.EpisodeCount, Is.EqualTo(1));
            Assert.That(set.Split(0.999, random).Training.EpisodeCount, Is.EqualTo(1));
        });
    }

    [Test]
    public void WindowsOfAnyEpisodesFollowTheRule()
    {
        var cases = from lengths in Gen.Choose(1, 9).NonEmptyListOf()
                    from horizon in Gen.Choose(1, 5)
                    from history in Gen.Choose(1, 4)
                    where lengths.Any(length => length >= horizon)
                    select (lengths: lengths.ToArray(), horizon, history);
        Prop.ForAll(cases.ToArbitrary(), item =>
        {
            // Observation and action are episode + step / 100, so that a window shows where its numbers come from.
            DemonstrationEpisode[] episodes = [.. item.lengths.Select((length, episode) => Marked(episode, length))];
            var set = DemonstrationSet.FromEpisodes(episodes, Identity, new() { Horizon = item.horizon, ObservationHistory = item.history });
            int window = 0;
            for (int episode = 0; episode < item.lengths.Length; episode++)
            {
                for (int start = 0; start + item.horizon <= item.lengths[episode]; start++, window++)
                {
                    RequireWindow(set, window, episode, start);
                }
            }

            return window == set.Count;
        }).QuickCheckThrowOnFailure();
    }

    private static DemonstrationSet LoadGolden(int horizon, int history, int? maximumEpisodes = null) => DemonstrationSet.Load(
        GoldenDataset.Path("train.npz"), new() { Horizon = horizon, ObservationHistory = history, MaximumEpisodes = maximumEpisodes });

    private static float Mark(int episode, int step) => episode + (step / 100f);

    private static DemonstrationEpisode Marked(int episode, int length)
    {
        float[] marks = [.. Enumerable.Range(0, length).Select(step => Mark(episode, step))];
        return new DemonstrationEpisode(marks, marks, length);
    }

    private static void RequireWindow(DemonstrationSet set, int window, int episode, int start)
    {
        float[] observations = new float[set.ObservationHistory];
        float[] actions = new float[set.Horizon];
        set.Gather([window], observations, actions);
        float[] expectedActions = [.. Enumerable.Range(0, set.Horizon).Select(step => Mark(episode, start + step))];
        float[] expected = [.. Enumerable.Range(1 - set.ObservationHistory, set.ObservationHistory).Select(back => Mark(episode, Math.Max(0, start + back)))];
        Assert.That(actions, Is.EqualTo(expectedActions).Within(1e-4f));
        Assert.That(observations, Is.EqualTo(expected).Within(1e-4f));
    }
}

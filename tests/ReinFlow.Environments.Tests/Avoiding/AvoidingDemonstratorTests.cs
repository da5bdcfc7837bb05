namespace ReinFlow.Environments.Tests;

public sealed class AvoidingDemonstratorTests
{
    private const int Episodes = 2000;

    // The documented shares, within five standard errors of a rate from 2000 episodes: 5 · sqrt(p (1 − p) / 2000).
    [TestCase(1.0, 1.0, 0.005)]
    [TestCase(0.7, 0.90, 0.034)]
    [TestCase(0.5, 0.64, 0.054)]
    [TestCase(0.3, 0.44, 0.056)]
    [TestCase(0.0, 0.29, 0.051)]
    public void SuccessRateFollowsSkill(double skill, double expected, double within) =>
        Assert.That(Record(skill, Episodes).SuccessRate, Is.EqualTo(expected).Within(within));

    [Test]
    public void SuccessRateRisesWithSkill()
    {
        double[] rates = [.. new[] { 0.0, 0.25, 0.5, 0.75, 1.0 }.Select(skill => Record(skill, Episodes).SuccessRate)];
        Assert.That(rates, Is.Ordered.Ascending);
        Assert.That(rates, Is.Unique);
    }

    [Test]
    public void EveryRouteIsTakenAboutEquallyOften()
    {
        int[] counts = new int[AvoidingRoute.Count];
        foreach (AvoidingTrajectory trajectory in AvoidingTrajectory.From(Record(skill: 1, Episodes)))
        {
            Assert.That(AvoidingRoute.TryClassify([.. trajectory.Positions], out AvoidingRoute route), Is.True);
            counts[route.Index]++;
        }

        // Pearson's statistic has 23 degrees of freedom: mean 23, and above 58 with a probability of 1e-4.
        const double Expected = Episodes / (double)AvoidingRoute.Count;
        double statistic = counts.Sum(count => (count - Expected) * (count - Expected) / Expected);
        Assert.That(counts, Has.All.GreaterThan(0));
        Assert.That(statistic, Is.LessThan(58));
    }

    [Test]
    public void ARecordingReplaysToTheSameEpisode()
    {
        EpisodeRecording recording = Record(skill: 0.5, 3);
        using var environment = new Avoiding();
        float[] observation = new float[4];
        environment.Reset(new RandomSource(7).Split(0).Split("start"), new ObservationBuffer(observation));
        for (int step = 0; step < recording.Lengths[0]; step++)
        {
            Assert.That(recording.Observations[(4 * step)..((4 * step) + 4)], Is.EqualTo(observation));
            StepResult result = environment.Step(recording.Actions.AsSpan(2 * step, 2), new ObservationBuffer(observation));
            Assert.That(recording.Rewards[step], Is.EqualTo(result.Reward));
        }

        Assert.That(recording.FinalObservations[..4], Is.EqualTo(observation));
    }

    [Test]
    public void EpisodesDoNotDependOnHowManyAreRecorded()
    {
        EpisodeRecording few = Record(skill: 0.5, 3);
        EpisodeRecording many = Record(skill: 0.5, 6);
        Assert.That(many.Lengths[..3], Is.EqualTo(few.Lengths));
        Assert.That(many.Actions[..few.Actions.Length], Is.EqualTo(few.Actions));
    }

    [Test]
    public void ShapesFitTogetherAndActionsKeepTheLimit()
    {
        EpisodeRecording recording = Record(skill: 0.2, 50);
        int steps = recording.Lengths.Sum();
        Assert.Multiple(() =>
        {
            Assert.That(recording.Count, Is.EqualTo(50));
            Assert.That(recording.Observations, Has.Length.EqualTo(4 * steps));
            Assert.That(recording.FinalObservations, Has.Length.EqualTo(4 * 50));
            Assert.That(recording.Actions, Has.Length.EqualTo(2 * steps).And.All.InRange(-Avoiding.StepLimit, Avoiding.StepLimit));
            Assert.That(recording.Rewards, Has.Length.EqualTo(steps));
            Assert.That(recording.Lengths, Has.All.InRange(1, 150));
        });
    }

    [TestCase(-0.1)]
    [TestCase(1.1)]
    [TestCase(double.NaN)]
    public void ASkillOutOfRangeIsRefused(double skill) =>
        Assert.That(
            () => new AvoidingDemonstrator(new AvoidingDemonstratorOptions { Skill = skill }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("[0, 1]"));

    private static EpisodeRecording Record(double skill, int episodes) =>
        new AvoidingDemonstrator(new AvoidingDemonstratorOptions { Skill = skill }).Record(episodes, new RandomSource(7));
}

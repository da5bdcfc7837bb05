namespace ReinFlow.Environments.Tests;

public sealed class RecordingEnvironmentTests
{
    [Test]
    public void CompleteEpisodesAreHandedOverAndTheRunningOneStays()
    {
        using var recording = new RecordingEnvironment(
            new ScriptedEnvironment((episode, step) => new StepResult(step, episode == 1 && step == 2, false, Succeeded: step == 1)));
        float[] observation = new float[3];
        recording.Reset(new RandomSource(1), new ObservationBuffer(observation));
        Step(recording, observation, 1);
        Step(recording, observation, 2);
        recording.Reset(new RandomSource(2), new ObservationBuffer(observation));
        Step(recording, observation, 3);

        EpisodeRecording first = recording.TakeRecording();
        Assert.Multiple(() =>
        {
            Assert.That(first.Lengths, Is.EqualTo(new[] { 2 }));
            Assert.That(first.Observations.Where((_, i) => i % 3 == 1), Is.EqualTo(new float[] { 0, 1 }));
            Assert.That(first.FinalObservations[1], Is.EqualTo(2));
            Assert.That(first.Actions, Is.EqualTo(new float[] { 1, -1, 2, -2 }));
            Assert.That(first.Rewards, Is.EqualTo(new float[] { 1, 2 }));
            Assert.That(first.Terminated, Is.EqualTo(new[] { true }));
            Assert.That(first.SuccessRate, Is.EqualTo(1));
        });

        Step(recording, observation, 4);
        recording.Reset(new RandomSource(3), new ObservationBuffer(observation));
        EpisodeRecording second = recording.TakeRecording();
        Assert.Multiple(() =>
        {
            Assert.That(second.Actions, Is.EqualTo(new float[] { 3, -3, 4, -4 }));
            Assert.That(second.Terminated, Is.EqualTo(new[] { false }), "cut by the reset");
            Assert.That(recording.TakeRecording().Count, Is.Zero);
        });
    }

    private static void Step(RecordingEnvironment recording, float[] observation, float action) =>
        recording.Step([action, -action], new ObservationBuffer(observation));
}

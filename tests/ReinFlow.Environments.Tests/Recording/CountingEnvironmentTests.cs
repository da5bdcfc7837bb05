namespace ReinFlow.Environments.Tests;

public sealed class CountingEnvironmentTests
{
    [Test]
    public void AnEpisodeEndsOnceByTheEnvironmentOrByAResetAfterAStep()
    {
        int ended = 0;
        using var environment = new CountingEnvironment(new Avoiding(), () => ended++);
        var random = new RandomSource(1);
        var observation = new ObservationBuffer(new float[environment.Spec.ObservationDimension]);

        environment.Reset(random, observation);
        environment.Reset(random, observation);
        Assert.That(ended, Is.Zero, "Nothing has been played.");
        environment.Step([0, 0], observation);
        environment.Reset(random, observation);
        Assert.That(ended, Is.EqualTo(1));
        while (!environment.Step([0, -Avoiding.StepLimit], observation).Terminated)
        {
        }

        Assert.That(ended, Is.EqualTo(2), "It has left the workspace.");
        environment.Reset(random, observation);
        Assert.That(ended, Is.EqualTo(2));
    }
}

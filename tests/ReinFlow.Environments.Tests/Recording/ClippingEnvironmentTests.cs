namespace ReinFlow.Environments.Tests;

public sealed class ClippingEnvironmentTests
{
    [Test]
    public void ActionsAreClippedBeforeTheyActAndAreRecorded()
    {
        var inner = new ScriptedEnvironment((_, step) => new StepResult(0, step == 2, false, false))
        {
            Spec = new EnvironmentSpec("Scripted", 3, 2, 10, "never") { ActionMinimum = -0.5f, ActionMaximum = 2f },
        };
        var recorder = new RecordingEnvironment(inner);
        using var environment = new ClippingEnvironment(recorder);
        float[] state = new float[3];
        environment.Reset(new RandomSource(1), new ObservationBuffer(state));

        environment.Step([-1f, 3f], new ObservationBuffer(state));
        environment.Step([0.25f, -0.5f], new ObservationBuffer(state));

        float[] expected = [-0.5f, 2f, 0.25f, -0.5f];
        Assert.That(inner.Actions.SelectMany(action => action), Is.EqualTo(expected));
        Assert.That(recorder.TakeRecording().Actions, Is.EqualTo(expected));
    }

    [Test]
    public void WithoutAStatedRangeActionsPassAsTheyAre()
    {
        var inner = new ScriptedEnvironment((_, _) => new StepResult(0, false, false, false));
        using var environment = new ClippingEnvironment(inner);
        float[] state = new float[3];
        environment.Reset(new RandomSource(1), new ObservationBuffer(state));

        environment.Step([-1e6f, 1e6f], new ObservationBuffer(state));

        Assert.That(inner.Actions.Single(), Is.EqualTo(new[] { -1e6f, 1e6f }));
    }
}

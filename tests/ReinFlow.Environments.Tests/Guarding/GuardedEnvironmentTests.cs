using ReinFlow.Testing;

namespace ReinFlow.Environments.Tests;

public sealed class GuardedEnvironmentTests
{
    private static readonly StepResult Going = new(1, false, false);

    [Test]
    public void AfterAFaultTheEpisodeIsCutOffWhereItWasAndANewInstanceGoesOn()
    {
        List<ScriptedEnvironment> made = [];
        using var environment = new GuardedEnvironment(
            () => Made(made, new ScriptedEnvironment((_, step) => made.Count == 1 && step == 3 ? throw new IOException("The socket broke.") : Going)),
            new EnvironmentGuardOptions { OnFault = FaultReaction.Restart });
        float[] observation = new float[3];
        environment.Reset(new RandomSource(1), new ObservationBuffer(observation));
        environment.Step([0, 0], new ObservationBuffer(observation));
        environment.Step([0, 0], new ObservationBuffer(observation));
        float[] last = [.. observation];

        StepResult result = environment.Step([0, 0], new ObservationBuffer(observation));

        Assert.That(result, Is.EqualTo(new StepResult(0, Terminated: false, Truncated: true)));
        Assert.That(observation, Is.EqualTo(last));
        Assert.That((made.Count, made[0].Disposed), Is.EqualTo((2, true)));
        environment.Reset(new RandomSource(2), new ObservationBuffer(observation));
        Assert.That(environment.Step([0, 0], new ObservationBuffer(observation)), Is.EqualTo(Going));
    }

    [Test]
    public void ANumberThatIsNotFiniteIsAFaultToo()
    {
        int made = 0;
        using var environment = new GuardedEnvironment(
            () => Counted(ref made, new ScriptedEnvironment((_, _) => Going with { Reward = made == 1 ? float.NaN : 1 })),
            new EnvironmentGuardOptions { OnFault = FaultReaction.Restart });
        float[] observation = new float[3];
        environment.Reset(new RandomSource(1), new ObservationBuffer(observation));

        Assert.That(environment.Step([0, 0], new ObservationBuffer(observation)).Truncated);
        Assert.That(made, Is.EqualTo(2));
    }

    [Test]
    public void TooManyFaultsStopTheRunWithTheCause()
    {
        using var environment = new VectorEnvironment(
            () => new ScriptedEnvironment((_, _) => throw new IOException("The socket broke.")),
            new VectorEnvironmentOptions { Guard = new EnvironmentGuardOptions { OnFault = FaultReaction.Restart, MaximumRestarts = 2 } });
        environment.Reset(new RandomSource(1));
        var outcome = new VectorOutcome(1, 3);
        environment.Step([0, 0], outcome);
        Assert.That((outcome.Truncated[0], outcome.Terminated[0], outcome.Rewards[0]), Is.EqualTo((true, false, 0f)));
        environment.Step([0, 0], outcome);

        Assert.That(
            () => environment.Step([0, 0], outcome),
            Throws.InstanceOf<EnvironmentFaultException>().With.Message.Contains("restarted 2 times, as often as MaximumRestarts allows")
                .And.Message.Contains("The socket broke."));
    }

    [Test]
    public void AnEnvironmentThatHangsStopsTheRunWithTheStepAndTheLimit()
    {
        using var release = new ManualResetEventSlim();
        using var environment = new VectorEnvironment(
            () => new ScriptedEnvironment((_, step) => step == 2 ? Hang(release) : Going),
            new VectorEnvironmentOptions { ExecutedSteps = 4, Guard = new EnvironmentGuardOptions { StepTimeoutSeconds = 2 } });
        environment.Reset(new RandomSource(1));

        Assert.That(
            () => environment.Step(new float[8], new VectorOutcome(1, 3)),
            Throws.InstanceOf<EnvironmentFaultException>().With.Message.Contains("Environment 0 ('Scripted') threw TimeoutException in step 2")
                .And.Message.Contains("within 2 s"));
        release.Set();
    }

    [Test]
    public void AnEnvironmentThatHangsIsReplacedAndItsLateAnswerDisturbsNobody()
    {
        using var release = new ManualResetEventSlim();
        using var returned = new ManualResetEventSlim();
        int made = 0;
        using var environment = new GuardedEnvironment(
            () =>
            {
                bool isFirst = Interlocked.Increment(ref made) == 1;
                return new ScriptedEnvironment((_, _) => isFirst ? Late(release, returned) : Going);
            },
            new EnvironmentGuardOptions { OnFault = FaultReaction.Restart, StepTimeoutSeconds = 2 });
        float[] observation = new float[3];
        environment.Reset(new RandomSource(1), new ObservationBuffer(observation));

        Assert.That(environment.Step([0, 0], new ObservationBuffer(observation)).Truncated);
        environment.Reset(new RandomSource(2), new ObservationBuffer(observation));
        float[] expected = [.. observation];
        release.Set();
        Assert.That(returned.Wait(TimeSpan.FromSeconds(10)));

        Assert.That(observation, Is.EqualTo(expected));
        Assert.That(environment.Step([0, 0], new ObservationBuffer(observation)), Is.EqualTo(Going));
    }

    private static StepResult Hang(ManualResetEventSlim release)
    {
        release.Wait();
        return Going;
    }

    private static StepResult Late(ManualResetEventSlim release, ManualResetEventSlim returned)
    {
        release.Wait();
        returned.Set();
        return new StepResult(1000, true, false);
    }

    private static ScriptedEnvironment Made(List<ScriptedEnvironment> list, ScriptedEnvironment environment)
    {
        list.Add(environment);
        return environment;
    }

    private static ScriptedEnvironment Counted(ref int count, ScriptedEnvironment environment)
    {
        count++;
        return environment;
    }

    /// <summary>A guarded environment keeps every rule, with a thread of its own.</summary>
    public sealed class Conformance : EnvironmentConformanceTests
    {
        protected override EnvironmentCheckOptions Options => new() { ActionBound = Avoiding.StepLimit };

        protected override IEnvironment Create() => new GuardedEnvironment(() => new Avoiding(), new EnvironmentGuardOptions { StepTimeoutSeconds = 30 });
    }
}

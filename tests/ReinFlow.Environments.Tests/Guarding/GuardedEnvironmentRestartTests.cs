namespace ReinFlow.Environments.Tests;

/// <summary>What an environment has left behind when it is given up: its thread, its stream, its episode.</summary>
public sealed class GuardedEnvironmentRestartTests
{
    private static readonly EnvironmentGuardOptions Restarting = new() { OnFault = FaultReaction.Restart, MaximumRestarts = 3 };

    [Test]
    public void AnEnvironmentThatThrowsWhenItIsDisposedOnItsThreadDoesNotEndTheProcess()
    {
        using var disposed = new ManualResetEventSlim();
        using (var environment = new GuardedEnvironment(
            () => new DrawingEnvironment { OnDispose = () => Break(disposed) }, new EnvironmentGuardOptions { StepTimeoutSeconds = 30 }))
        {
            environment.Reset(new RandomSource(1), new ObservationBuffer(new float[1]));
        }

        Assert.That(disposed.Wait(TimeSpan.FromSeconds(10)));
        Thread.Sleep(50);
    }

    [Test]
    public void AnEnvironmentThatWasGivenUpDoesNotAnswerLaterCalls()
    {
        using var release = new ManualResetEventSlim();
        using var environment = new GuardedEnvironment(
            () => new DrawingEnvironment { OnStep = () => release.Wait() }, new EnvironmentGuardOptions { StepTimeoutSeconds = 1 });
        float[] observation = new float[1];
        environment.Reset(new RandomSource(1), new ObservationBuffer(observation));
        Assert.Throws<TimeoutException>(() => environment.Step([0], new ObservationBuffer(observation)));

        Assert.That(
            () => environment.Reset(new RandomSource(1), new ObservationBuffer(observation)),
            Throws.InvalidOperationException.With.Message.Contains("given up"));
        release.Set();
    }

    [Test]
    public void AnInstanceThatCannotBeMadeIsAnotherFault()
    {
        int made = 0;
        using var environment = new GuardedEnvironment(
            () => ++made is 2 or 3 ? throw new IOException("No socket.") : new DrawingEnvironment { OnStep = () => Break(made == 1) }, Restarting);
        float[] observation = new float[1];
        environment.Reset(new RandomSource(1), new ObservationBuffer(observation));

        Assert.That(environment.Step([0], new ObservationBuffer(observation)).Truncated);
        Assert.That(made, Is.EqualTo(4));
        environment.Reset(new RandomSource(1), new ObservationBuffer(observation));
        Assert.That(environment.Step([0], new ObservationBuffer(observation)).Truncated, Is.False);
    }

    [TestCase(null)]
    [TestCase(30.0)]
    public void TheStreamOfAnEpisodeIsAsFarAsTheEnvironmentHasDrawnAlsoAfterARestart(double? limit)
    {
        int made = 0;
        int resets = 0;
        using var environment = new GuardedEnvironment(
            () =>
            {
                made++;
                return new DrawingEnvironment { OnReset = () => Break(++resets == 1) };
            },
            Restarting with { StepTimeoutSeconds = limit });
        var random = new RandomSource(5);
        float[] observation = new float[1];
        environment.Reset(random, new ObservationBuffer(observation));
        environment.Step([0], new ObservationBuffer(observation));

        var expected = new RandomSource(5);
        (float, float) drawn = (expected.NextSingle(), expected.NextSingle());
        Assert.That((made, observation[0], random.State), Is.EqualTo((2, drawn.Item2, expected.State)));
    }

    [Test]
    public void ASavedEpisodeThatFailsInItsNextStepEndsWithItsLastObservation()
    {
        using var saved = new GuardedEnvironment(() => new DrawingEnvironment(), Restarting);
        var random = new RandomSource(5);
        float[] last = new float[1];
        saved.Reset(random, new ObservationBuffer(last));
        double[] state = new double[saved.StateLength!.Value];
        saved.SaveState(state);

        using var restored = new GuardedEnvironment(() => new DrawingEnvironment { OnStep = () => Break(true) }, Restarting);
        restored.RestoreState(state, new RandomSource(random.State));
        float[] observation = new float[1];

        Assert.That(restored.Step([0], new ObservationBuffer(observation)).Truncated);
        Assert.That(observation, Is.EqualTo(last));
    }

    private static void Break(ManualResetEventSlim reached)
    {
        reached.Set();
        throw new IOException("The socket broke.");
    }

    private static void Break(bool isBroken)
    {
        if (isBroken)
        {
            throw new IOException("The socket broke.");
        }
    }

    /// <summary>Observes a number that it draws in every call from the stream of its reset.</summary>
    private sealed class DrawingEnvironment : IResumableEnvironment
    {
        private RandomSource _random = new(0UL);

        public Action? OnReset { get; init; }

        public Action? OnStep { get; init; }

        public Action? OnDispose { get; init; }

        public EnvironmentSpec Spec { get; } = new("Drawing", 1, 1, 100, "never");

        public int? StateLength => 0;

        public void Reset(RandomSource random, ObservationBuffer observation)
        {
            _random = random;
            observation.State[0] = random.NextSingle();
            OnReset?.Invoke();
        }

        public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
        {
            observation.State[0] = _random.NextSingle();
            OnStep?.Invoke();
            return new StepResult(1, false, false);
        }

        public void SaveState(Span<double> state)
        {
        }

        public void RestoreState(ReadOnlySpan<double> state, RandomSource random) => _random = random;

        public void Dispose() => OnDispose?.Invoke();
    }
}

namespace ReinFlow.Environments.Tests;

public sealed class VectorEnvironmentFaultTests
{
    private static readonly StepResult Going = new(1, false, false);

    [TestCase(1)]
    [TestCase(3)]
    public void AThrowingEnvironmentIsNamedOnceAndAResetCuresIt(int threads)
    {
        bool broken = true;
        using VectorEnvironment environments = Create(
            e => new ScriptedEnvironment((_, step) => broken && e == 4 && step == 3 ? throw new TimeoutException("Too slow.") : Going),
            threads);
        environments.Reset(new RandomSource(1));
        VectorOutcome outcome = Outcome(environments);

        EnvironmentFaultException? fault = Assert.Throws<EnvironmentFaultException>(() => environments.Step(Zeros(environments), outcome));
        Assert.That(
            fault!.Message,
            Does.StartWith("Environment 4 ('Scripted') threw TimeoutException in step 3 of its episode: Too slow."));
        Assert.That(fault.InnerException, Is.TypeOf<TimeoutException>());

        Assert.That(
            () => environments.Step(Zeros(environments), outcome),
            Throws.InvalidOperationException.With.Message.Contains("call Reset"),
            "the fault itself comes out once");

        broken = false;
        environments.Reset(new RandomSource(1));
        Assert.That(() => environments.Step(Zeros(environments), outcome), Throws.Nothing);
    }

    [TestCase(1)]
    [TestCase(4)]
    public void OfSeveralFaultsTheLowestEnvironmentIsReported(int threads)
    {
        using VectorEnvironment environments = Create(
            e => new ScriptedEnvironment((_, _) => e is 2 or 5 or 6 ? throw new TimeoutException() : Going), threads);
        environments.Reset(new RandomSource(1));
        Assert.That(
            () => environments.Step(Zeros(environments), Outcome(environments)),
            Throws.TypeOf<EnvironmentFaultException>().With.Message.StartsWith("Environment 2 "));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void ANonFiniteRewardIsNamed(float reward)
    {
        using VectorEnvironment environments = Create(
            e => new ScriptedEnvironment((_, step) => Going with { Reward = e == 1 && step == 2 ? reward : 0 }));
        environments.Reset(new RandomSource(1));
        Assert.That(
            () => environments.Step(Zeros(environments), Outcome(environments)),
            Throws.TypeOf<EnvironmentFaultException>()
                .With.Message.StartsWith($"Environment 1 ('Scripted') returned the reward {reward} in step 2 of its episode"));
    }

    [Test]
    public void ANonFiniteObservationIsNamedEvenInTheMiddleOfAChunk()
    {
        using var environments = new VectorEnvironment(() => new FragileEnvironment(), new VectorEnvironmentOptions { ExecutedSteps = 4 });
        environments.Reset(new RandomSource(1));
        Assert.That(
            () => environments.Step([0, 1, 0, 0], new VectorOutcome(1, 2)),
            Throws.TypeOf<EnvironmentFaultException>()
                .With.Message.StartsWith("Environment 0 ('Fragile') returned NaN in observation component 1 in step 2 of its episode")
                .And.Message.Contains("Usual causes"));
    }

    [Test]
    public void ANonFiniteActionIsNamedBeforeAnythingMoves()
    {
        List<ScriptedEnvironment> inner = [];
        using VectorEnvironment environments = Create(_ =>
        {
            inner.Add(new ScriptedEnvironment((_, _) => Going));
            return inner[^1];
        });
        environments.Reset(new RandomSource(1));
        float[] actions = Zeros(environments);
        actions[(3 * 8) + (2 * 2) + 1] = float.NaN;

        Assert.That(
            () => environments.Step(actions, Outcome(environments)),
            Throws.ArgumentException.With.Message.StartsWith("The action for environment 3 is NaN in component 1 of executed step 2."));
        Assert.That(inner.Sum(environment => environment.Step), Is.Zero);
    }

    [Test]
    public void WrongSizesAreNamed()
    {
        using VectorEnvironment environments = Create(_ => new ScriptedEnvironment((_, _) => Going));
        environments.Reset(new RandomSource(1));
        Assert.That(
            () => environments.Step(new float[7], Outcome(environments)),
            Throws.ArgumentException.With.Message.StartsWith("Expected actions of shape [8, 4, 2], 64 numbers, but got 7."));
        Assert.That(
            () => environments.Step(Zeros(environments), new VectorOutcome(8, 4)),
            Throws.ArgumentException.With.Message.Contains("new VectorOutcome(8, 3)"));
    }

    [Test]
    public void ANormalizationOfOtherDimensionsIsRefusedAtConstruction()
    {
        var inner = new ScriptedEnvironment((_, _) => Going);
        var options = new VectorEnvironmentOptions { Normalization = new Normalization([0], [1], [0, 0], [1, 1]) };
        Assert.That(
            () => new VectorEnvironment(() => inner, options),
            Throws.ArgumentException.With.Message.EqualTo(
                "The normalization has 1 minima and 1 maxima for the observation, but 'Scripted' has 3 observation components. " +
                "Use the normalization of demonstrations of this environment."));
        Assert.That(inner.Disposed, Is.True);
    }

    [TestCase(1f, 0f)]
    [TestCase(float.NaN, 0f)]
    [TestCase(0f, float.PositiveInfinity)]
    public void AnImpossibleRangeIsRefused(float minimum, float maximum)
    {
        var options = new VectorEnvironmentOptions { Normalization = new Normalization([0, 0, 0], [1, 1, 1], [0, minimum], [1, maximum]) };
        Assert.That(
            () => new VectorEnvironment(() => new ScriptedEnvironment((_, _) => Going), options),
            Throws.ArgumentException.With.Message.StartsWith("The normalization of action component 1 of 'Scripted' spans"));
    }

    [Test]
    public void AFactoryMustMakeNewAndEqualEnvironments()
    {
        var two = new VectorEnvironmentOptions { Count = 2 };
        var single = new ScriptedEnvironment((_, _) => Going);
        int made = 0;
        Assert.Multiple(() =>
        {
            Assert.That(
                () => new VectorEnvironment(() => single, two),
                Throws.ArgumentException.With.Message.Contains("the same environment twice"));
            Assert.That(
                () => new VectorEnvironment(() => new ScriptedEnvironment((_, _) => Going, maxEpisodeSteps: 10 + made++), two),
                Throws.ArgumentException.With.Message.Contains("must make equal environments"));
            Assert.That(() => new VectorEnvironment(() => null!, two), Throws.ArgumentException.With.Message.Contains("returned null"));
        });
    }

    [Test]
    public void OptionsOutOfRangeAreRefused()
    {
        var good = new VectorEnvironmentOptions();
        foreach (VectorEnvironmentOptions bad in new[]
                 {
                     good with { Count = 0 },
                     good with { ExecutedSteps = 0 },
                     good with { ObservationHistory = -1 },
                     good with { Threads = -1 },
                 })
        {
            Assert.That(
                () => new VectorEnvironment(() => new ScriptedEnvironment((_, _) => Going), bad),
                Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void AStepBeforeTheFirstResetIsRefused()
    {
        using VectorEnvironment environments = Create(_ => new ScriptedEnvironment((_, _) => Going));
        Assert.That(() => environments.Step(Zeros(environments), Outcome(environments)), Throws.InvalidOperationException);
    }

    private static VectorEnvironment Create(Func<int, IEnvironment> make, int threads = 2)
    {
        int made = 0;
        return new VectorEnvironment(() => make(made++), new VectorEnvironmentOptions { Count = 8, ExecutedSteps = 4, Threads = threads });
    }

    private static float[] Zeros(VectorEnvironment environments) => new float[environments.Count * environments.ExecutedSteps * 2];

    private static VectorOutcome Outcome(VectorEnvironment environments) => new(environments.Count, 3);

    /// <summary>Observes not-a-number for one step after the action 1.</summary>
    private sealed class FragileEnvironment : IEnvironment
    {
        public EnvironmentSpec Spec { get; } = new("Fragile", 2, 1, 100, "never");

        public void Reset(RandomSource random, ObservationBuffer observation) => observation.State.Clear();

        public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
        {
            observation.State[0] = 0;
            observation.State[1] = action[0] == 1 ? float.NaN : 0;
            return default;
        }

        public void Dispose()
        {
        }
    }
}

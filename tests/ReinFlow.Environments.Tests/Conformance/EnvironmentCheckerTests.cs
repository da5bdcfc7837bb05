using ReinFlow.Testing;

namespace ReinFlow.Environments.Tests;

public sealed class EnvironmentCheckerTests
{
    private static float _shared;

    [Test]
    public void ASoundEnvironmentPasses() => Assert.That(() => EnvironmentChecker.Check(() => new Walk()), Throws.Nothing);

    [Test]
    public void EveryBrokenRuleIsNamed()
    {
        _shared = 0;
        float kept = 0;
        (string Message, Func<IEnvironment> Factory)[] cases =
        [
            ("states 0 steps per episode", () => new Walk { Spec = new EnvironmentSpec("Walk", 2, 1, 0, "never") }),
            ("has no success criterion", () => new Walk { Spec = new EnvironmentSpec("Walk", 2, 1, 20, " ") }),
            ("left feature 2 of the observation unwritten", () => new Walk { Spec = new EnvironmentSpec("Walk", 3, 1, 20, "never") }),
            ("threw IndexOutOfRangeException in Reset", () => new Walk { Spec = new EnvironmentSpec("Walk", 1, 1, 20, "never") }),
            ("returned the reward NaN in step 4",
                () => new Walk { OnStep = (walk, result) => walk.Steps == 4 ? result with { Reward = float.NaN } : result }),
            ("returned both terminated and truncated in step 20",
                () => new Walk
                {
                    OnStep = (walk, result) => result with { Terminated = walk.Steps == 20, Truncated = walk.Steps == 20 },
                }),
            ("is not reproducible", () => new Walk { OnReset = walk => walk.Position = ++kept }),
            ("played the same episode for different streams", () => new Walk { OnReset = walk => walk.Position = 0 }),
            ("remembers the episode before a reset", () => new Walk { OnStep = (walk, result) => result with { Reward = walk.Age } }),
            ("is not independent of other instances",
                () => new Walk { OnReset = _ => _shared = 0, OnStep = (_, result) => result with { Reward = _shared++ } }),
            ("bytes of managed memory in 50 steps",
                () => new Walk { OnStep = (walk, result) => new float[walk.Steps].Length > 0 ? result : default }),
        ];
        Assert.Multiple(() =>
        {
            foreach ((string message, Func<IEnvironment> factory) in cases)
            {
                Assert.That(
                    () => EnvironmentChecker.Check(factory),
                    Throws.TypeOf<EnvironmentFaultException>()
                        .With.Message.Contains(message).And.Message.StartsWith("The environment 'Walk'"));
            }
        });
    }

    [Test]
    public void ExpectationsCanBeLowered()
    {
        var options = new EnvironmentCheckOptions { IsRandom = false, IsAllocationFree = false };
        Assert.That(
            () => EnvironmentChecker.Check(
                () => new Walk
                {
                    OnReset = walk => walk.Position = 0,
                    OnStep = (walk, result) => new float[walk.Steps].Length > 0 ? result : default,
                },
                options),
            Throws.Nothing);
    }

    private sealed class Walk : IEnvironment
    {
        public EnvironmentSpec Spec { get; init; } = new("Walk", 2, 1, 20, "never");

        public Action<Walk> OnReset { get; init; } = _ => { };

        public Func<Walk, StepResult, StepResult> OnStep { get; init; } = (_, result) => result;

        public float Position { get; set; }

        public int Steps { get; private set; }

        public int Age { get; private set; }

        public void Reset(RandomSource random, ObservationBuffer observation)
        {
            Position = random.NextSingle();
            Steps = 0;
            OnReset(this);
            Write(observation);
        }

        public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
        {
            Position += action[0];
            Steps++;
            Age++;
            StepResult result = OnStep(this, new StepResult(Position, false, false));
            Write(observation);
            return result;
        }

        public void Dispose()
        {
        }

        private void Write(ObservationBuffer observation) => (observation.State[0], observation.State[1]) = (Position, Steps);
    }
}

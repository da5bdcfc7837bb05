using System.Numerics;
using ReinFlow.Testing;

namespace ReinFlow.Environments.Tests;

public sealed class AvoidingTests : EnvironmentConformanceTests
{
    private const double Way = 0.68;

    private readonly float[] _observation = new float[4];
    private Avoiding _environment = null!;

    protected override EnvironmentCheckOptions Options => new() { ActionBound = Avoiding.StepLimit };

    [SetUp]
    public void Reset()
    {
        _environment = new Avoiding();
        _environment.Reset(new RandomSource(3), new ObservationBuffer(_observation));
    }

    [TearDown]
    public void Dispose() => _environment.Dispose();

    [Test]
    public void ObstaclesStandInRowsOfOneTwoAndThreeAsInD3il()
    {
        Vector2[] expected =
            [new(0.5f, -0.1f), new(0.425f, 0.08f), new(0.575f, 0.08f), new(0.35f, 0.26f), new(0.5f, 0.26f), new(0.65f, 0.26f)];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That(Vector2.Distance(AvoidingField.Obstacles[i], expected[i]), Is.LessThan(1e-6), $"obstacle {i}");
        }

        Assert.That(AvoidingField.Obstacles.Length, Is.EqualTo(6));
    }

    [Test]
    public void EpisodesStartAtRestWithinTheSpread()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            _environment.Reset(new RandomSource((ulong)seed), new ObservationBuffer(_observation));
            Assert.That((_observation[0], _observation[1]), Is.EqualTo((_observation[2], _observation[3])));
            Assert.That(_observation[0], Is.EqualTo(0.525f).Within(0.01001f));
            Assert.That(_observation[1], Is.EqualTo(-0.28f).Within(0.01001f));
        }
    }

    [Test]
    public void TheActualPositionFollowsTheDesiredOneWithAFirstOrderLag()
    {
        float y = _observation[1];
        for (int n = 1; n <= 10; n++)
        {
            Step(0, 0.005f);

            // The solution of a(n) = a(n−1) + ½ (d(n) − a(n−1)) for d(n) = n v is n v − v (1 − 2^−n).
            Assert.That(_observation[1] - y, Is.EqualTo(0.005 * n).Within(1e-6));
            Assert.That(_observation[3] - y, Is.EqualTo((0.005 * n) - (0.005 * (1 - Math.Pow(2, -n)))).Within(1e-6));
        }
    }

    [Test]
    public void ActionsAreClippedPerAxis()
    {
        float[] before = [.. _observation];
        Step(5, -0.004f);
        Assert.That(_observation[0] - before[0], Is.EqualTo(0.01).Within(1e-6));
        Assert.That(_observation[1] - before[1], Is.EqualTo(-0.004).Within(1e-6));
    }

    [Test]
    public void TouchingAnObstacleTerminatesAsFailureWithTheProgressSoFarMinusOne()
    {
        MoveTo(0.5f, -0.2f);
        (double total, StepResult last) = Go(0, 1);

        Assert.That((last.Terminated, last.Truncated, last.Succeeded), Is.EqualTo((true, false, false)));
        Assert.That(_observation[3], Is.EqualTo(-0.1 - 0.04).Within(0.01), "rod and obstacle touch at the sum of their radii");
        Assert.That(last.Reward, Is.LessThan(-0.9));
        Assert.That(total, Is.EqualTo(((_observation[3] + 0.2) / Way) - 1).Within(0.02));
    }

    [TestCase(1, 0)]
    [TestCase(-1, 0)]
    [TestCase(0, -1)]
    public void LeavingTheWorkspaceTerminatesAsFailure(float x, float y)
    {
        StepResult last = Go(x, y).Last;
        Assert.That((last.Terminated, last.Truncated, last.Succeeded), Is.EqualTo((true, false, false)));
        Assert.That(AvoidingField.Contains(new Vector2(_observation[2], _observation[3])), Is.False);
    }

    [Test]
    public void ReachingTheGoalLineSucceedsWithAReturnOfAboutTwo()
    {
        float start = _observation[3];
        double total = MoveTo(0.58f, -0.2f) + MoveTo(0.58f, 0f) + MoveTo(0.5f, 0.02f) + MoveTo(0.5f, 0.1f) + MoveTo(0.575f, 0.18f);
        (double rest, StepResult last) = Go(0, 1);

        Assert.That((last.Terminated, last.Truncated, last.Succeeded), Is.EqualTo((true, false, true)));
        Assert.That(_observation[3], Is.GreaterThanOrEqualTo(0.4f));
        Assert.That(total + rest, Is.EqualTo(((_observation[3] - start) / Way) + 1).Within(1e-4), "progress adds up whatever the way");
    }

    [Test]
    public void WalkingUpAndDownEarnsNothing() =>
        Assert.That(
            MoveTo(0.525f, -0.2f) + MoveTo(0.525f, -0.3f) + MoveTo(0.525f, -0.2f) + MoveTo(0.525f, -0.28f),
            Is.EqualTo(0).Within(0.03));

    [Test]
    public void AStepAfterTheEndIsRefused()
    {
        Go(1, 0);
        Assert.That(() => Step(0, 0), Throws.InvalidOperationException.With.Message.Contains("call Reset"));
    }

    [Test]
    public void AMoveThatGrazesAnObstacleBetweenItsEndsTouchesIt()
    {
        Vector2 centre = AvoidingField.Obstacles[0];
        Vector2 offset = new(0, AvoidingField.ContactDistance - 0.0001f);
        Vector2 half = new(0.02f, 0);
        Assert.That(AvoidingField.Touches(centre + offset - half, centre + offset - half), Is.False);
        Assert.That(AvoidingField.Touches(centre + offset + half, centre + offset + half), Is.False);
        Assert.That(AvoidingField.Touches(centre + offset - half, centre + offset + half), Is.True);
        Assert.That(AvoidingField.Touches(centre + (1.01f * offset) - half, centre + (1.01f * offset) + half), Is.False);
    }

    protected override IEnvironment Create() => new Avoiding();

    private StepResult Step(float x, float y) => _environment.Step([x, y], new ObservationBuffer(_observation));

    private (double Total, StepResult Last) Go(float x, float y)
    {
        double total = 0;
        StepResult last = default;
        for (int step = 0; step < 100 && !last.Terminated; step++)
        {
            last = Step(x, y);
            total += last.Reward;
        }

        return (total, last);
    }

    private double MoveTo(float x, float y)
    {
        double total = 0;
        for (int step = 0; step < 60; step++)
        {
            StepResult result = Step(x - _observation[0], y - _observation[1]);
            Assert.That(result.Terminated, Is.False);
            total += result.Reward;
        }

        return total;
    }
}

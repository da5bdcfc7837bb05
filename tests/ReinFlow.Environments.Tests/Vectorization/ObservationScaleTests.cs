namespace ReinFlow.Environments.Tests;

public sealed class ObservationScaleTests
{
    [Test]
    public void AFeatureIsScaledByItsMeanAndDeviation()
    {
        using var environment = new ScriptedEnvironment((_, step) => new StepResult(0, step == 4, false, false));

        Normalization ranges = ObservationScale.Measure(environment, new RandomSource(1), steps: 4000);

        // The second feature counts 1, 2, 3, 4: mean 2.5, variance 1.25. The third is uniform in [0, 1), one draw per episode.
        Assert.That(Middle(ranges, 1), Is.EqualTo(2.5).Within(1e-6));
        Assert.That(HalfWidth(ranges, 1), Is.EqualTo(Math.Sqrt(1.25)).Within(1e-6));
        double standardError = Math.Sqrt(1.0 / 12 / 1000);
        Assert.That(Middle(ranges, 2), Is.EqualTo(0.5).Within(4 * standardError));
        Assert.That(HalfWidth(ranges, 2), Is.EqualTo(Math.Sqrt(1.0 / 12)).Within(0.03));
    }

    [Test]
    public void AFeatureThatHardlyChangesIsNotMagnified()
    {
        using var environment = new ScriptedEnvironment((_, _) => new StepResult(0, false, false, false));

        Normalization ranges = ObservationScale.Measure(environment, new RandomSource(1), steps: 50);

        Assert.That(Middle(ranges, 0), Is.EqualTo(1));
        Assert.That(HalfWidth(ranges, 0), Is.EqualTo(0.1).Within(1e-6));
    }

    [Test]
    public void ActionsFillTheStatedRangeAndEpisodesEndAtTheLimit()
    {
        using var environment = new ScriptedEnvironment((_, _) => new StepResult(0, false, false, false))
        {
            Spec = new EnvironmentSpec("Scripted", 3, 2, 10, "never") { ActionMinimum = -0.5f, ActionMaximum = 2f },
        };

        Normalization ranges = ObservationScale.Measure(environment, new RandomSource(1), steps: 500);

        Assert.That(ranges.ActionMinimum, Is.EqualTo(new[] { -0.5f, -0.5f }));
        Assert.That(ranges.ActionMaximum, Is.EqualTo(new[] { 2f, 2f }));
        float[] components = [.. environment.Actions.SelectMany(action => action)];
        Assert.That(components, Has.All.InRange(-0.5f, 2f));
        Assert.That(components.Max() - components.Min(), Is.GreaterThan(2.4f));
        Assert.That(environment.Episode, Is.EqualTo(50));
    }

    [Test]
    public void WithoutAStatedRangeActionsAreThoseOfThePolicy()
    {
        using var environment = new ScriptedEnvironment((_, _) => new StepResult(0, false, false, false));

        Normalization ranges = ObservationScale.Measure(environment, new RandomSource(1), steps: 5);

        Assert.That(ranges.ActionMinimum, Has.All.EqualTo(-1f));
        Assert.That(ranges.ActionMaximum, Has.All.EqualTo(1f));
    }

    private static double Middle(Normalization ranges, int feature) =>
        (ranges.ObservationMinimum[feature] + (double)ranges.ObservationMaximum[feature]) / 2;

    private static double HalfWidth(Normalization ranges, int feature) =>
        (ranges.ObservationMaximum[feature] - (double)ranges.ObservationMinimum[feature]) / 2;
}

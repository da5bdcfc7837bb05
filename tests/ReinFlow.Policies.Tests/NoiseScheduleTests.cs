using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class NoiseScheduleTests : EngineTests
{
    private readonly GoldenCase _golden = GoldenCase.Open("07_schedules");
    private readonly RectifiedFlowPolicy _policy = new(new ActionChunkSpec(4, 4, 3), 11, new FlowNetworkOptions());

    [Test]
    public void TheBoundsOfADecayAreOfficial()
    {
        const int Iterations = 200;
        var noise = new LearnedNoiseNet(_policy, 4, new NoiseNetOptions());
        double[] expected = _golden.ExpectedDoubles("noise_bounds/hopper/scheduled_std");
        var logVariances = new List<float>();

        noise.BeginIteration(0, Iterations);
        Assert.That(noise.Bounds, Is.EqualTo(new NoiseBounds(0.1f, 0.24f)));
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            noise.BeginIteration(iteration + 1, Iterations);
            Assert.That(noise.Bounds.Maximum, Is.EqualTo(expected[iteration]).Within(1e-6), $"After iteration {iteration}");
            logVariances.Add((float)Math.Log(Math.Pow(noise.Bounds.Minimum, 2)));
            logVariances.Add((float)Math.Log(Math.Pow(noise.Bounds.Maximum, 2)));
        }

        _golden.AssertMatches("noise_bounds/hopper/log_variance_bounds", [.. logVariances]);
    }

    [Test]
    public void CheckpointsCarryTheBounds()
    {
        var noise = new LearnedNoiseNet(_policy, 4, new NoiseNetOptions());
        noise.Bounds = new NoiseBounds(0.2f, 0.3f);
        using ParameterStore store = Store(noise.Network);
        NamedValues Find(string name) => store.Export(store.Values).Single(values => values.Name == $"explore_noise_net.{name}");

        Assert.That(Find("logvar_min").Values, Is.EqualTo(new[] { 2 * MathF.Log(0.2f) }).Within(1e-6f));
        noise.BeginIteration(700, 1000);
        Assert.That(Find("logvar_max").Values, Is.EqualTo(new[] { 2 * MathF.Log(noise.Bounds.Maximum) }).Within(1e-6f));
        Assert.That(Find("logvar_max").Shape.Rank, Is.Zero);
    }

    [TestCase("vp_4", NoiseSchedule.VariancePreserving, 0.05f, 0.2f)]
    [TestCase("lin_4", NoiseSchedule.Linear, 0.02f, 0.09f)]
    [TestCase("const_4", NoiseSchedule.Constant, 0.1f, 0.2f)]
    [TestCase("vp_10", NoiseSchedule.VariancePreserving, 0.01f, 0.5f)]
    public void FixedStandardDeviationsAreOfficial(string name, NoiseSchedule schedule, float minimum, float maximum)
    {
        int steps = _golden.Expected($"fixed_noise_table/{name}").Length;
        var noise = (FixedNoiseNet)NoiseNets.Create(_policy, steps, new NoiseNetOptions
        {
            Schedule = schedule,
            MinimumStandardDeviation = minimum,
            MaximumStandardDeviation = maximum,
        });
        var condition = new Condition(Engine.Zeros([2, 11]));

        Tensor rows = noise.StandardDeviation(FlowTime.Steps(steps, FlowTimeGrid.Uniform), Engine.Zeros([steps, 16]), condition);

        _golden.AssertMatches($"fixed_noise_table/{name}", noise.Deviations);
        Assert.That(rows.Shape, Is.EqualTo(TensorShape.Create([2 * steps, 12])));
        for (int component = 0; component < 12; component++)
        {
            Assert.That(rows.Slice(1, component, 1).ToArray(), Is.EqualTo((float[])[.. noise.Deviations, .. noise.Deviations]));
        }
    }

    protected override void Dispose(bool disposing)
    {
        _golden.Dispose();
        base.Dispose(disposing);
    }
}

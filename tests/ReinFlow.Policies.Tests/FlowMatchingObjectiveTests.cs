using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class FlowMatchingObjectiveTests : EngineTests
{
    private const int Samples = 20000;

    // Means and variances of U(0, 1), of the logistic of N(0, 1) (numerical integration), and of 0.999·(1 − b) with b from Beta(1.5, 1).
    [TestCase(TimeSampling.Uniform, 0.5, 1.0 / 12)]
    [TestCase(TimeSampling.LogitNormal, 0.5, 0.0433790)]
    [TestCase(TimeSampling.Beta, 0.3996, 0.0684344)]
    public void FlowTimesFollowTheirDistribution(TimeSampling sampling, double mean, double variance)
    {
        float[] times = Times(sampling);

        double standardError = Math.Sqrt(variance / Samples);
        Assert.That(times.Average(), Is.EqualTo(mean).Within(5 * standardError));
        Assert.That(times.Select(time => Math.Pow(time - mean, 2)).Average(), Is.EqualTo(variance).Within(0.05 * variance));
        Assert.That(times, Has.All.InRange(0f, 1f));
    }

    [Test]
    public void TheSharesOfMicroBatchesAddUpToTheMean()
    {
        RectifiedFlowPolicy policy = SmallPolicies.Flow();
        Store(policy.Network);
        var objective = new FlowMatchingObjective(policy, new FlowMatchingOptions());
        objective.Draw(7, new RandomSource(1));
        var random = new RandomSource(2);
        Tensor actions = Gaussian(random, [7, 2, 3]);
        Tensor states = Gaussian(random, [7, 1, SmallPolicies.ObservationSize]);

        float whole = Loss(0, 7);
        float parts = Loss(0, 3) + Loss(3, 3) + Loss(6, 1);

        Assert.That(parts, Is.EqualTo(whole).Within(1e-5f));

        float Loss(int start, int count) =>
            objective.Loss(new MicroBatch(0, start, count), actions.Slice(0, start, count), new(states.Slice(0, start, count))).ToSingle();
    }

    [Test]
    public void APerfectVelocityHasNoLoss()
    {
        // All noise is 0.25 and all actions are 0.75, so that the velocity is 0.5 everywhere.
        var chunk = new ActionChunkSpec(2, 2, 3);
        var objective = new FlowMatchingObjective(new ConstantFlow(Engine, chunk, velocity: 0.5f), new FlowMatchingOptions());
        objective.UseDraws([0.1f, 0.9f], [.. Enumerable.Repeat(0.25f, 12)]);

        Tensor loss = objective.Loss(new MicroBatch(0, 0, 2), Engine.Zeros([2, 2, 3]) + 0.75f, new(Engine.Zeros([2, 1, 1])));

        Assert.That(loss.ToSingle(), Is.Zero.Within(1e-12));
    }

    [Test]
    public void RecordedDrawsOfTheWrongLengthAreRefused()
    {
        var objective = new FlowMatchingObjective(SmallPolicies.Flow(), new FlowMatchingOptions());

        Assert.That(
            () => objective.UseDraws([0.5f, 0.5f], new float[6]),
            Throws.ArgumentException.With.Message.StartsWith("2 flow times need 12 noise numbers"));
    }

    /// <summary>Reads the drawn times back where the policy embeds them.</summary>
    private float[] Times(TimeSampling sampling)
    {
        var policy = new RecordingFlow(Engine);
        var objective = new FlowMatchingObjective(policy, new FlowMatchingOptions { TimeSampling = sampling });
        objective.Draw(Samples, new RandomSource(11));
        objective.Loss(new MicroBatch(0, 0, Samples), Engine.Zeros([Samples, 1, 1]), new(Engine.Zeros([Samples, 1, 1])));
        return policy.Times;
    }

    private sealed class RecordingFlow(TensorEngine engine) : IFlowPolicy
    {
        private readonly ConstantFlow _flow = new(engine, new ActionChunkSpec(1, 1, 1), 0f);

        public float[] Times { get; private set; } = [];

        public Module Network => _flow.Network;

        public ActionChunkSpec ActionChunk => _flow.ActionChunk;

        public int ConditionDimension => _flow.ConditionDimension;

        public int StepEmbeddingDimension => _flow.StepEmbeddingDimension;

        public Condition Encode(Observation observation) => _flow.Encode(observation);

        public Tensor EmbedSteps(ReadOnlySpan<DenoisingStep> steps)
        {
            Times = [.. steps.ToArray().Select(step => step.Time)];
            return _flow.EmbedSteps(steps);
        }

        public Tensor Velocity(Tensor chunk, Tensor stepEmbedding, Condition condition) => _flow.Velocity(chunk, stepEmbedding, condition);
    }
}

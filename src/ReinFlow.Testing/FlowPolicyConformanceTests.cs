using NUnit.Framework;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <summary>The rules of <see cref="IFlowPolicy"/> as tests: derive a fixture and supply a small policy with smooth activations.</summary>
/// <example>
/// <code>
/// public sealed class MyFlowTests : FlowPolicyConformanceTests
/// {
///     protected override TensorShape ObservationShape => [1, 6];
///
///     protected override IFlowPolicy Create() => new MyFlow();
/// }
/// </code>
/// </example>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class FlowPolicyConformanceTests : IDisposable
{
    private const int Batch = 5;
    private const int Count = 4;
    private const double Tolerance = 1e-5;

    private readonly CpuEngine _engine = new(new CpuEngineOptions { Threads = 1 });
    private readonly TensorScope _scope;

    /// <summary>Initializes a new instance of the <see cref="FlowPolicyConformanceTests"/> class.</summary>
    protected FlowPolicyConformanceTests() => _scope = _engine.OpenScope();

    /// <summary>Gets the shape [history, features] of the states that the policy sees.</summary>
    protected abstract TensorShape ObservationShape { get; }

    /// <summary>Gets the denoising steps to try.</summary>
    /// <value>The default is four equal steps from noise to action.</value>
    protected virtual DenoisingStep[] Steps => [.. Enumerable.Range(0, Count).Select(k => new DenoisingStep(k, k / (float)Count, 1f / Count))];

    /// <summary>Conditions, embeddings and velocities have the announced shapes and are finite.</summary>
    [Test]
    public void ShapesAreTheAnnouncedOnes()
    {
        (IFlowPolicy policy, _) = Prepare();
        (Observation observation, Tensor chunks) = Draw(policy, Batch * Steps.Length);

        Condition condition = policy.Encode(observation);
        Tensor embeddings = policy.EmbedSteps(Steps);
        Tensor velocity = policy.Velocity(chunks, embeddings, condition);

        Assert.Multiple(() =>
        {
            Assert.That(condition.Embedding.Shape, Is.EqualTo(TensorShape.Create([Batch, policy.ConditionDimension])));
            Assert.That(embeddings.Shape, Is.EqualTo(TensorShape.Create([Steps.Length, policy.StepEmbeddingDimension])));
            Assert.That(velocity.Shape, Is.EqualTo(chunks.Shape));
            Assert.That(velocity.ToArray(), Has.All.Matches<float>(float.IsFinite));
        });
    }

    /// <summary>All steps of all observations in one pass give what one pass per step gives.</summary>
    [Test]
    public void OnePassOverAllStepsEqualsOnePassPerStep()
    {
        (IFlowPolicy policy, _) = Prepare();
        DenoisingStep[] steps = Steps;
        (Observation observation, Tensor chunks) = Draw(policy, Batch * steps.Length);
        ActionChunkSpec chunk = policy.ActionChunk;
        Condition condition = policy.Encode(observation);

        Tensor together = policy.Velocity(chunks, policy.EmbedSteps(steps), condition).Reshape([Batch, steps.Length, chunk.Size]);

        Tensor perStep = chunks.Reshape([Batch, steps.Length, chunk.Size]);
        for (int k = 0; k < steps.Length; k++)
        {
            Tensor own = perStep.Slice(1, k, 1).Reshape([Batch, chunk.Horizon, chunk.ActionDimension]);
            float[] alone = policy.Velocity(own, policy.EmbedSteps(steps.AsSpan(k, 1)), condition).ToArray();
            Assert.That(together.Slice(1, k, 1).ToArray(), Is.EqualTo(alone).Within(Tolerance), $"step {k}");
        }
    }

    /// <summary>An observation's velocities do not depend on the other observations of the batch.</summary>
    [Test]
    public void ObservationsDoNotMix()
    {
        (IFlowPolicy policy, _) = Prepare();
        (Observation observation, Tensor chunks) = Draw(policy, Batch);
        Tensor embedding = policy.EmbedSteps(Steps.AsSpan(0, 1));

        Tensor together = policy.Velocity(chunks, embedding, policy.Encode(observation));

        for (int row = 0; row < Batch; row++)
        {
            Condition alone = policy.Encode(new Observation(observation.State.Slice(0, row, 1)));
            float[] velocity = policy.Velocity(chunks.Slice(0, row, 1), embedding, alone).ToArray();
            Assert.That(together.Slice(0, row, 1).ToArray(), Is.EqualTo(velocity).Within(Tolerance), $"observation {row}");
        }
    }

    /// <summary>The gradient of the velocity along any direction of any parameter is the slope that differences show.</summary>
    [Test]
    public void TheGradientOfTheVelocityIsItsSlope()
    {
        const float Reach = 4e-3f;
        (IFlowPolicy policy, ParameterStore store) = Prepare();
        (Observation observation, Tensor chunks) = Draw(policy, Batch * Steps.Length);
        Tensor weights = Gaussian(new RandomSource(11), chunks.Shape);
        using (GradientTape tape = _engine.RecordGradients())
        {
            tape.Backward(Objective());
        }

        float[] gradient = store.Gradients.ToArray();
        float[] values = store.Values.ToArray();
        var random = new RandomSource(12);
        foreach (ParameterEntry entry in store.Entries.Where(entry => entry.IsTrainable))
        {
            float[] direction = new float[entry.Shape.ElementCount];
            random.FillGaussian(direction);
            double expected = direction.Select((value, i) => (double)value * gradient[entry.Offset + i]).Sum();
            double slope = (At(entry.Offset, direction, Reach) - At(entry.Offset, direction, -Reach)) / (2 * Reach);
            Assert.That(slope, Is.EqualTo(expected).Within(1e-2 + (1e-2 * Math.Abs(expected))), entry.Name);
        }

        Tensor Objective() => (policy.Velocity(chunks, policy.EmbedSteps(Steps), policy.Encode(observation)) * weights).Sum();

        double At(int offset, float[] direction, float distance)
        {
            float[] moved = [.. values];
            for (int i = 0; i < direction.Length; i++)
            {
                moved[offset + i] += distance * direction[i];
            }

            store.Values.CopyFrom(moved);
            return Objective().ToSingle();
        }
    }

    /// <summary>Evaluating the velocity allocates nothing on the managed heap once warm.</summary>
    [Test]
    public void VelocitiesAllocateNothing()
    {
        (IFlowPolicy policy, _) = Prepare();
        (Observation observation, Tensor chunks) = Draw(policy, Batch * Steps.Length);
        DenoisingStep[] steps = Steps;
        for (int i = 0; i < 50; i++)
        {
            Evaluate();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            Evaluate();
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 20, Is.Zero);

        void Evaluate()
        {
            using TensorScope scope = _engine.OpenScope();
            policy.Velocity(chunks, policy.EmbedSteps(steps), policy.Encode(observation));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a new policy, without parameters yet.</summary>
    /// <returns>The policy.</returns>
    protected abstract IFlowPolicy Create();

    /// <summary>Releases the engine.</summary>
    /// <param name="disposing">Whether the call comes from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _scope.Dispose();
            _engine.Dispose();
        }
    }

    private (IFlowPolicy Policy, ParameterStore Store) Prepare()
    {
        IFlowPolicy policy = Create();
        return (policy, new ParameterStore(_engine, policy.Network, new RandomSource(1)));
    }

    private (Observation Observation, Tensor Chunks) Draw(IFlowPolicy policy, int rows)
    {
        var random = new RandomSource(2);
        Tensor state = Gaussian(random, [Batch, ObservationShape[0], ObservationShape[1]]);
        return (new Observation(state), Gaussian(random, [rows, policy.ActionChunk.Horizon, policy.ActionChunk.ActionDimension]));
    }

    private Tensor Gaussian(RandomSource random, TensorShape shape)
    {
        float[] values = new float[shape.ElementCount];
        random.FillGaussian(values);
        return _engine.FromValues(values, shape);
    }
}

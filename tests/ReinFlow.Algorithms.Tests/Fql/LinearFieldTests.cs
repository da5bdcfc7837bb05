using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>The teacher's integrator on x′ = 2·t·x, whose steps are known in closed form.</summary>
public sealed class LinearFieldTests
{
    // Four steps from 1: Π (1 + 2·t/4) over t = 0, ¼, ½, ¾ or over t = 0, ⅓, ⅔, 1.
    [TestCase(FlowTimeGrid.Uniform, 1.93359375f)]
    [TestCase(FlowTimeGrid.Inclusive, 2.3333333f)]
    public void FourStepsEndWhereTheGridSays(FlowTimeGrid grid, float expected)
    {
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        using TensorScope scope = engine.OpenScope();
        var sampler = new EulerSampler(new LinearField(engine), new EulerSamplerOptions { DenoisingSteps = 4, Grid = grid, ClipEveryStep = false });
        Tensor result = sampler.Sample(new Observation(engine.Zeros([1, 1, 1])), engine.FromValues([1f], [1, 1, 1, 1]));
        Assert.That(result.ToSingle(), Is.EqualTo(expected).Within(1e-6));
    }

    private sealed class LinearField(CpuEngine engine) : IFlowPolicy
    {
        public Module Network { get; } = new ModuleGroup();

        public ActionChunkSpec ActionChunk { get; } = new(1, 1, 1, -10f, 10f);

        public int ConditionDimension => 1;

        public int StepEmbeddingDimension => 1;

        public Condition Encode(Observation observation) => new(observation.State.Reshape([1, 1]));

        public Tensor EmbedSteps(ReadOnlySpan<DenoisingStep> steps) =>
            engine.FromValues([.. steps.ToArray().Select(step => step.Time)], [steps.Length, 1]);

        public Tensor Velocity(Tensor chunk, Tensor stepEmbedding, Condition condition) =>
            chunk * (stepEmbedding.Reshape([1, 1, 1]) * 2f);
    }
}

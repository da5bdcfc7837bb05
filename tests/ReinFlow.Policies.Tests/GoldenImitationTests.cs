using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class GoldenImitationTests : EngineTests
{
    private readonly GoldenCase _golden = GoldenCase.Open("04a_bc_reflow");

    [Test]
    public void TheLossAndItsGradientAreOfficial([Values(1, 3)] int microBatches)
    {
        IFlowPolicy policy = GoldenNetworks.CreatePolicy(_golden);
        ParameterStore store = Store(policy.Network);
        GoldenCheckpoint.Import(store, Path.Combine(_golden.Folder, "checkpoint.pt"), "model", "network.");
        var objective = new FlowMatchingObjective(policy, new FlowMatchingOptions());
        objective.UseDraws(_golden.Input("t"), _golden.Input("x0"));
        Tensor states = _golden.Input(Engine, "state");
        Tensor actions = _golden.Input(Engine, "actions");

        float loss = 0;
        var plan = new MicroBatchPlan(actions.Shape[0], (actions.Shape[0] + microBatches - 1) / microBatches);
        for (int i = 0; i < plan.Count; i++)
        {
            using GradientTape tape = Engine.RecordGradients();
            MicroBatch batch = plan[i];
            Observation observation = new(states.Slice(0, batch.Start, batch.Count));
            Tensor share = objective.Loss(batch, actions.Slice(0, batch.Start, batch.Count), observation);
            tape.Backward(share);
            loss += share.ToSingle();
        }

        _golden.AssertMatches("loss", loss);
        foreach (NamedValues gradient in store.Export(store.Gradients))
        {
            _golden.AssertMatches($"grad/network.{gradient.Name}", gradient.Values);
        }
    }

    [Test]
    public void ThePredictedVelocityIsOfficial()
    {
        IFlowPolicy policy = GoldenNetworks.CreatePolicy(_golden);
        GoldenCheckpoint.Import(Store(policy.Network), Path.Combine(_golden.Folder, "checkpoint.pt"), "model", "network.");
        DenoisingStep[] steps = [.. _golden.Input("t").Select(time => new DenoisingStep(0, time, 0f))];
        float[] points = _golden.Expected("x_t");
        Tensor between = Engine.FromValues(points, [steps.Length, policy.ActionChunk.Horizon, policy.ActionChunk.ActionDimension]);

        Tensor velocity = policy.Velocity(between, policy.EmbedSteps(steps), policy.Encode(new(_golden.Input(Engine, "state"))));

        _golden.AssertMatches("prediction", velocity);
    }

    protected override void Dispose(bool disposing)
    {
        _golden.Dispose();
        base.Dispose(disposing);
    }
}

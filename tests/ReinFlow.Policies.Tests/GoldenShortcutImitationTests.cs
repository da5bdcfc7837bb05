using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

/// <summary>The official loss with its recorded draws. Which steps are drawn is corrected, and tested elsewhere.</summary>
public sealed class GoldenShortcutImitationTests : EngineTests
{
    private readonly GoldenCase _golden = GoldenCase.Open("04b_bc_shortcut");

    [Test]
    public void TheLossAndItsGradientAreOfficial([Values(1, 3, 4)] int microBatches)
    {
        (ShortcutPolicy policy, ParameterStore store) = Load();
        var objective = new SelfConsistencyObjective(policy, new SelfConsistencyOptions());
        objective.UseDraws(
            Integers("level"),
            Integers("section"),
            _golden.Input("t_flow_matching"),
            [.. _golden.Input("x0_self_consistency"), .. _golden.Input("x0_flow_matching")]);
        Tensor states = _golden.Input(Engine, "state");
        Tensor actions = _golden.Input(Engine, "actions");

        float loss = 0;
        var plan = new MicroBatchPlan(actions.Shape[0], (actions.Shape[0] + microBatches - 1) / microBatches);
        for (int i = 0; i < plan.Count; i++)
        {
            using GradientTape tape = Engine.RecordGradients();
            MicroBatch batch = plan[i];
            Tensor share = objective.Loss(
                batch, actions.Slice(0, batch.Start, batch.Count), new(states.Slice(0, batch.Start, batch.Count)));
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
        (ShortcutPolicy policy, _) = Load();
        DenoisingStep[] steps = [.. _golden.Expected("t").Zip(_golden.Expected("d"), (time, size) => new DenoisingStep(0, time, size))];
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

    private int[] Integers(string name) => [.. _golden.InputIntegers(name).Select(value => (int)value)];

    private (ShortcutPolicy Policy, ParameterStore Store) Load()
    {
        var policy = (ShortcutPolicy)GoldenNetworks.CreatePolicy(_golden);
        ParameterStore store = Store(policy.Network);
        GoldenCheckpoint.Import(store, Path.Combine(_golden.Folder, "checkpoint.pt"), "model", "network.");
        return (policy, store);
    }
}

using ReinFlow.Golden;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>FQL against the numbers of ReinFlow's official port.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GoldenFqlTests : IDisposable
{
    private readonly GoldenCase _golden = GoldenCase.Open("10_fql");
    private readonly CpuEngine _engine = new(new CpuEngineOptions { Threads = 2 });

    [TestCase(FlowTimeGrid.Inclusive, "flow_action")]
    [TestCase(FlowTimeGrid.Uniform, "flow_action_left_grid")]
    public void TheFlowSamplesTheOfficialActions(FlowTimeGrid grid, string name)
    {
        using var fql = new GoldenFql(_golden, _engine, FqlOptions.OfPort(), grid);
        fql.Update.Guide.ComputeTeacher(fql.Batch, fql.Update.Draws, fql.AllRows);
        _golden.AssertMatches(name, fql.Update.Guide.TeacherActions);
    }

    [Test]
    public void NetworksComputeTheOfficialNumbers()
    {
        using var fql = new GoldenFql(_golden, _engine, FqlOptions.OfPort());
        using TensorScope scope = _engine.OpenScope();
        Observation observation = fql.Batch.Observation(_engine, fql.AllRows);
        Tensor actions = fql.Batch.Action(_engine, fql.AllRows);
        Tensor values = fql.Model.Parts.Critic.Values(observation, actions);
        Tensor targets = fql.Model.TargetCritic.Values(observation, actions);
        Assert.Multiple(() =>
        {
            _golden.AssertMatches("one_step_action", fql.Model.Parts.Policy.Map(observation, fql.Update.Guide.Noise(fql.Update.Draws, fql.AllRows)));
            _golden.AssertMatches("q1", values.Slice(0, 0, 1));
            _golden.AssertMatches("q2", values.Slice(0, 1, 1));
            _golden.AssertMatches("q2", fql.Model.Parts.Critic.Values(observation, actions, [1]));
            _golden.AssertMatches("target_q1", targets.Slice(0, 0, 1));
            _golden.AssertMatches("target_q2", targets.Slice(0, 1, 1));
        });
    }

    [TestCase(true, "actor_normalised_q")]
    [TestCase(false, "actor_plain_q")]
    public void LossesAndGradientsAreOfficial(bool normalizes, string folder)
    {
        FqlOptions options = FqlOptions.OfPort() with { NormalizeValues = normalizes };
        using var fql = new GoldenFql(_golden, _engine, options);
        fql.Update.Differentiate(fql.Batch);
        FqlLosses losses = fql.Update.Losses;
        Assert.Multiple(() =>
        {
            _golden.AssertMatches("critic/loss", (float)losses.Critic);
            _golden.AssertMatches($"{folder}/loss_bc_flow", (float)losses.Flow);
            _golden.AssertMatches($"{folder}/distill_loss", (float)losses.Distillation);
            _golden.AssertMatches($"{folder}/q_loss", (float)losses.Value);
            _golden.AssertMatches($"{folder}/q", (float)losses.MeanValue);
            _golden.AssertMatches($"{folder}/loss_actor", (float)Total(losses, options));
            AssertMatches("critic/grad/critic.", fql.Model.Critic, fql.Model.Critic.Gradients);
            AssertMatches($"{folder}/grad/", fql.Model.Policies, fql.Model.Policies.Gradients);
        });
    }

    [Test]
    public void TheTargetFollowsTheCriticAsOfficially()
    {
        using var fql = new GoldenFql(_golden, _engine, FqlOptions.OfPort());
        fql.Update.MoveTarget();
        AssertMatches("target_after_polyak/target_critic.", fql.Model.Target, fql.Model.Target.Values);
    }

    [Test]
    public void AWholeUpdateEndsAtTheOfficialParameters()
    {
        FqlOptions options = FqlOptions.OfPort();
        using var fql = new GoldenFql(_golden, _engine, options);
        fql.LoadMoments();
        fql.Update.Run(fql.Batch, new UpdateMetrics(fql.Algorithm.MetricNames));
        Assert.Multiple(() =>
        {
            _golden.AssertMatches("update/critic_loss", (float)fql.Update.Losses.Critic);
            _golden.AssertMatches("update/actor_loss", (float)Total(fql.Update.Losses, options));
            AssertMatches("update/parameter_after/critic.", fql.Model.Critic, fql.Model.Critic.Values);
            AssertMatches("update/parameter_after/target_critic.", fql.Model.Target, fql.Model.Target.Values);
            AssertMatches("update/parameter_after/", fql.Model.Policies, fql.Model.Policies.Values);
        });
    }

    public void Dispose()
    {
        _engine.Dispose();
        _golden.Dispose();
    }

    private static double Total(FqlLosses losses, FqlOptions options) =>
        losses.Flow + (options.DistillationCoefficient * losses.Distillation) + losses.Value;

    private void AssertMatches(string prefix, ParameterStore store, Tensor buffer)
    {
        foreach (NamedValues parameter in store.Export(buffer))
        {
            _golden.AssertMatches(prefix + parameter.Name, parameter.Values);
        }
    }
}

using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

[TestFixture("01a_reflow_pretrained")]
[TestFixture("01b_reflow_pretrained_condition_encoder")]
public sealed class GoldenPretrainedTests(string id) : EngineTests
{
    private readonly GoldenCase _golden = GoldenCase.Open(id);

    private string Checkpoint => Path.Combine(_golden.Folder, "checkpoint.pt");

    [Test]
    public void NamesAndOrderOfTheParametersAreOfficial()
    {
        ParameterStore store = Store(GoldenNetworks.CreatePolicy(_golden).Network);

        Assert.That(store.Entries.Select(entry => entry.Name), Is.EqualTo(GoldenCheckpoint.Names(Checkpoint, "model", "network.")));
    }

    [TestCase("model")]
    [TestCase("ema")]
    public void VelocitiesAreOfficial(string weights)
    {
        IFlowPolicy policy = Load(weights);
        Observation observation = new(_golden.Input(Engine, "state"));
        Tensor actions = _golden.Input(Engine, "action");
        int batch = actions.Shape[0];
        Condition condition = policy.Encode(observation);

        var velocities = new List<float>();
        var embeddings = new List<float>();
        foreach (float time in _golden.Input("time"))
        {
            Tensor embedding = policy.EmbedSteps([new DenoisingStep(0, time, 0f)]);
            velocities.AddRange(policy.Velocity(actions, embedding, condition).ToArray());
            embeddings.AddRange(embedding.TileRows(batch).ToArray());
        }

        _golden.AssertMatches($"{weights}/velocity", [.. velocities]);
        _golden.AssertMatches($"{weights}/time_embedding", [.. embeddings]);
        _golden.AssertMatches($"{weights}/condition_embedding", condition.Embedding);
    }

    [Test]
    public void OnePassOverManyStepsEqualsOnePassPerStep()
    {
        IFlowPolicy policy = Load("model");
        Tensor actions = _golden.Input(Engine, "action");
        DenoisingStep[] steps = [.. _golden.Input("time").Select((time, index) => new DenoisingStep(index, time, 0f))];
        Tensor embeddings = policy.EmbedSteps(steps);

        Tensor velocity = policy.Velocity(actions.RepeatRows(steps.Length), embeddings, policy.Encode(new(_golden.Input(Engine, "state"))));

        // The rows go by observation, then by step; the golden array goes by step, then by observation.
        (int batch, int size) = (actions.Shape[0], policy.ActionChunk.Size);
        Tensor byObservation = velocity.Reshape([batch, steps.Length, size]);
        Tensor[] byStep = [.. steps.Select(step => byObservation.Slice(1, step.Index, 1).Reshape([1, batch, size]))];
        _golden.AssertMatches("model/velocity", Engine.Concatenate(0, byStep));
    }

    [Test]
    public void DeterministicSamplesAreOfficial(
        [Values(FlowTimeGrid.Uniform, FlowTimeGrid.Inclusive)] FlowTimeGrid grid,
        [Values(1, 2, 4)] int steps,
        [Values] bool clipEveryStep)
    {
        IFlowPolicy policy = Load("ema");
        var options = new EulerSamplerOptions { DenoisingSteps = steps, Grid = grid, ClipEveryStep = clipEveryStep };
        var sampler = new EulerSampler(policy, options);
        Observation observation = new(_golden.Input(Engine, "state"));
        Tensor start = _golden.Input(Engine, "x0");
        Tensor noise = start.Reshape([start.Shape[0], 1, start.Shape[1], start.Shape[2]]);

        Tensor chain = sampler.SampleChain(observation, noise);

        string gridName = grid == FlowTimeGrid.Uniform ? "left" : "inclusive";
        _golden.AssertMatches($"sample/{gridName}/K{steps}/{(clipEveryStep ? "clip_every_step" : "clip_last_step")}", chain);
        Assert.That(
            sampler.Sample(observation, noise).ToArray(),
            Is.EqualTo(chain.Slice(1, steps, 1).ToArray()),
            "The action is the last state of the chain");
    }

    protected override void Dispose(bool disposing)
    {
        _golden.Dispose();
        base.Dispose(disposing);
    }

    private IFlowPolicy Load(string weights)
    {
        IFlowPolicy policy = GoldenNetworks.CreatePolicy(_golden);
        GoldenCheckpoint.Import(Store(policy.Network), Checkpoint, weights, "network.");
        return policy;
    }
}

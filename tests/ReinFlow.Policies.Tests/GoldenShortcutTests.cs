using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

[TestFixture("02a_shortcut_pretrained_add")]
[TestFixture("02b_shortcut_pretrained_concatenate")]
[TestFixture("02c_shortcut_pretrained_multiply")]
public sealed class GoldenShortcutTests(string id) : EngineTests
{
    private readonly GoldenCase _golden = GoldenCase.Open(id);

    private string Checkpoint => Path.Combine(_golden.Folder, "checkpoint.pt");

    private Observation Observation => new(_golden.Input(Engine, "state"));

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
        Tensor actions = _golden.Input(Engine, "action");
        int batch = actions.Shape[0];
        Condition condition = policy.Encode(Observation);

        var velocities = new List<float>();
        var embeddings = new List<float>();
        foreach ((float time, float size) in _golden.Input("time").Zip(_golden.Input("step_size")))
        {
            Tensor embedding = policy.EmbedSteps([new DenoisingStep(0, time, size)]);
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
        DenoisingStep[] steps =
            [.. _golden.Input("time").Zip(_golden.Input("step_size"), (time, size) => new DenoisingStep(0, time, size))];

        Tensor velocity = policy.Velocity(actions.RepeatRows(steps.Length), policy.EmbedSteps(steps), policy.Encode(Observation));

        // The rows go by observation, then by step; the golden array goes by step, then by observation.
        (int batch, int size) = (actions.Shape[0], policy.ActionChunk.Size);
        Tensor byObservation = velocity.Reshape([batch, steps.Length, size]);
        IEnumerable<Tensor> byStep = Enumerable.Range(0, steps.Length).Select(k => byObservation.Slice(1, k, 1).Reshape([1, batch, size]));
        _golden.AssertMatches("model/velocity", Engine.Concatenate(0, [.. byStep]));
    }

    [Test]
    public void DeterministicSamplesAreOfficialForEveryNumberOfSteps([Values] bool clipEveryStep)
    {
        IFlowPolicy policy = Load("ema");
        Tensor start = _golden.Input(Engine, "x0");
        Tensor noise = start.Reshape([start.Shape[0], 1, start.Shape[1], start.Shape[2]]);
        int[] counts = [.. _golden.HyperParameters.GetProperty("sampling_steps").EnumerateArray().Select(count => count.GetInt32())];

        foreach (int count in counts)
        {
            var sampler = new EulerSampler(policy, new EulerSamplerOptions { DenoisingSteps = count, ClipEveryStep = clipEveryStep });
            Tensor chain = sampler.SampleChain(Observation, noise);
            _golden.AssertMatches($"sample/left/K{count}/{(clipEveryStep ? "clip_every_step" : "clip_last_step")}", chain);
        }
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

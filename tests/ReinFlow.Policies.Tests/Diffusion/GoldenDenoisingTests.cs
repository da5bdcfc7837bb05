using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class GoldenDenoisingTests : EngineTests
{
    private readonly GoldenCase _golden = GoldenCase.Open("08c_bc_diffusion");

    private string Checkpoint => Path.Combine(_golden.Folder, "checkpoint.pt");

    private int[] Levels => [.. _golden.InputIntegers("t").Select(level => (int)level)];

    [Test]
    public void NamesAndOrderOfTheParametersAreOfficial()
    {
        ParameterStore store = Store(GoldenNetworks.CreateDiffusion(_golden).Network);

        Assert.That(store.Entries.Select(entry => entry.Name), Is.EqualTo(GoldenCheckpoint.Names(Checkpoint, "model", "network.")));
    }

    [TestCase("model")]
    [TestCase("ema")]
    public void ThePredictedNoiseIsOfficial(string weights)
    {
        DiffusionPolicy policy = Load(weights, out _);
        Condition condition = policy.Encode(new(_golden.Input(Engine, "state")));

        IEnumerable<float> predictions = _golden.InputIntegers("t_eval").SelectMany(level =>
            policy.PredictNoise(_golden.Input(Engine, "x_eval"), policy.EmbedLevels([(int)level]), condition).ToArray());

        _golden.AssertMatches($"{weights}/network", [.. predictions]);
    }

    [Test]
    public void TheLossAndItsGradientAreOfficial([Values(1, 3)] int microBatches)
    {
        DiffusionPolicy policy = Load("model", out ParameterStore store);
        var objective = new DenoisingObjective(policy, 20);
        objective.UseDraws(Levels, _golden.Input("noise"));
        Tensor states = _golden.Input(Engine, "state");
        Tensor actions = _golden.Input(Engine, "actions");
        (int samples, float loss) = (actions.Shape[0], 0f);
        var plan = new MicroBatchPlan(samples, (samples + microBatches - 1) / microBatches);

        for (int i = 0; i < plan.Count; i++)
        {
            loss += Differentiate(objective, plan[i], states, actions);
        }

        _golden.AssertMatches("loss", loss);
        Assert.Multiple(() =>
        {
            foreach (NamedValues gradient in store.Export(store.Gradients))
            {
                _golden.AssertMatches($"grad/network.{gradient.Name}", gradient.Values);
            }
        });
    }

    [Test]
    public void DrawnLevelsCoverTheScheduleAndTheLossOfPureGuessingIsOne()
    {
        var predictor = new LinearNoise(Engine, new ActionChunkSpec(4, 4, 3), 20, 0f, 1e6f);
        var objective = new DenoisingObjective(predictor, 20);
        objective.Draw(2000, new RandomSource(5));

        // For data without limit the best prediction is no noise at all, so that the loss is the variance of the noise.
        Tensor loss = objective.Loss(
            new MicroBatch(0, 0, 2000), Engine.Zeros([2000, 4, 3]), new Observation(Engine.Zeros([2000, 1, 1])));

        Assert.That(loss.ToSingle(), Is.EqualTo(1f).Within(0.05f));
    }

    [Test]
    public void DrawsThatDoNotFitAreRefused()
    {
        var objective = new DenoisingObjective(GoldenNetworks.CreateDiffusion(_golden), 20);

        Assert.That(() => objective.UseDraws([1, 2], new float[12]), Throws.ArgumentException.With.Message.Contains("need 24 noise numbers"));
        Assert.That(() => objective.UseDraws([20], new float[12]), Throws.ArgumentException.With.Message.Contains("between 0 and 19"));
    }

    protected override void Dispose(bool disposing)
    {
        _golden.Dispose();
        base.Dispose(disposing);
    }

    private float Differentiate(DenoisingObjective objective, MicroBatch batch, Tensor states, Tensor actions)
    {
        using GradientTape tape = Engine.RecordGradients();
        Tensor share = objective.Loss(
            batch, actions.Slice(0, batch.Start, batch.Count), new Observation(states.Slice(0, batch.Start, batch.Count)));
        tape.Backward(share);
        return share.ToSingle();
    }

    private DiffusionPolicy Load(string weights, out ParameterStore store)
    {
        DiffusionPolicy policy = GoldenNetworks.CreateDiffusion(_golden);
        store = Store(policy.Network);
        GoldenCheckpoint.Import(store, Checkpoint, weights, "network.");
        return policy;
    }
}

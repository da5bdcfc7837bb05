using ReinFlow.Golden;
using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests.Gaussian;

/// <summary>Gaussian policies and mixtures against the numbers of the official code.</summary>
[TestFixture("12a_gaussian", 1)]
[TestFixture("12b_gaussian_state_std", 1)]
[TestFixture("12c_gmm", 5)]
public sealed class GoldenGaussianTests : EngineTests
{
    private readonly GoldenCase _golden;
    private readonly GaussianPolicy _policy;
    private readonly ParameterStore _parameters;
    private readonly Observation _observation;
    private readonly int _components;
    private readonly int _batch;

    public GoldenGaussianTests(string id, int components)
    {
        _components = components;
        _golden = GoldenCase.Open(id);
        _policy = GoldenNetworks.CreateGaussian(_golden);
        _parameters = Store(_policy.Head);
        GoldenCheckpoint.Import(_parameters, Checkpoint, "model", "network.");
        _observation = new Observation(_golden.Input(Engine, "state"));
        _batch = _observation.State.Shape[0];
    }

    private string Checkpoint => Path.Combine(_golden.Folder, "checkpoint.pt");

    private int Size => _policy.ActionChunk.Size;

    [Test]
    public void NamesOfTheParametersAreOfficial() =>
        Assert.That(_parameters.Entries.Select(entry => entry.Name), Is.EqualTo(GoldenCheckpoint.Names(Checkpoint, "model", "network.")));

    [Test]
    public void LikelihoodsAreOfficial()
    {
        ChainLikelihood likelihood = _policy.Evaluate(Chain(), _observation);

        // The official log-density of a Gaussian is the mean over the chunk, that of a mixture the sum; so are the entropies.
        float divisor = _components > 1 ? 1f : Size;
        _golden.AssertMatches("logprob", likelihood.LogDensity * (1f / divisor));
        _golden.AssertMatches("entropy", likelihood.Entropy.Mean() * (1f / divisor));
        _golden.AssertMatches("mean_std", likelihood.StandardDeviation.Mean());
        if (_components == 1)
        {
            _golden.AssertMatches("std", likelihood.StandardDeviation);
        }
    }

    [Test]
    public void SamplesAreOfficial()
    {
        if (_components == 1)
        {
            Tensor noise = _golden.Input(Engine, "sample_noise").Reshape([_batch, 1, _policy.ActionChunk.Horizon, _policy.ActionChunk.ActionDimension]);
            _golden.AssertMatches("sample/training", _policy.Sample(_observation, noise, SampleMode.Stochastic).Chain.Slice(1, 2, 1));
            _golden.AssertMatches("sample/evaluation", _policy.Sample(_observation, noise, SampleMode.Deterministic).Chain.Slice(1, 2, 1));
            _golden.AssertMatches("mean", _policy.Sample(_observation, Engine.Zeros(noise.Shape), SampleMode.Stochastic).Chain.Slice(1, 2, 1));
        }
        else
        {
            AssertComponents();
        }
    }

    [Test]
    public void ImitationIsOfficial()
    {
        float entropy = _golden.HyperParameters.TryGetProperty("bc_entropy_weight", out var weight) ? weight.GetSingle() : 0f;
        var objective = new LikelihoodObjective(_policy, entropy);
        objective.Draw(_batch, new RandomSource(1));
        float scale = _components > 1 ? Size : 1f;
        using (GradientTape tape = Engine.RecordGradients())
        {
            Tensor loss = objective.Loss(new MicroBatch(0, 0, _batch), _golden.Input(Engine, "actions"), _observation) * scale;
            tape.Backward(loss);
            _golden.AssertMatches("behaviour_cloning/loss", loss);
        }

        foreach (ParameterEntry entry in _parameters.Entries.Where(entry => entry.IsTrainable))
        {
            _golden.AssertMatches($"behaviour_cloning/grad/network.{entry.Name}", _parameters.Gradients.ToArray().AsSpan(entry.Offset, entry.Shape.ElementCount));
        }
    }

    protected override void Dispose(bool disposing)
    {
        _parameters.Dispose();
        _golden.Dispose();
        base.Dispose(disposing);
    }

    private Tensor Chain()
    {
        ActionChunkSpec chunk = _policy.ActionChunk;
        Tensor actions = _golden.Input(Engine, "actions").Reshape([_batch, 1, chunk.Horizon, chunk.ActionDimension]);
        return Engine.Concatenate(1, actions, actions, actions);
    }

    /// <summary>Every sample without noise is the mean of a component, and each component is drawn as often as the weights say.</summary>
    private void AssertComponents()
    {
        const int Copies = 400;
        ActionChunkSpec chunk = _policy.ActionChunk;
        float[] means = _golden.Expected("mean");
        float[] logits = _golden.Expected("logits");
        Tensor noise = Gaussian(new RandomSource(8), [Copies, 2, chunk.Horizon, chunk.ActionDimension]);
        noise = Engine.Concatenate(1, Engine.Zeros([Copies, 1, chunk.Horizon, chunk.ActionDimension]), noise);
        for (int row = 0; row < 4; row++)
        {
            var observation = new Observation(_observation.State.Slice(0, row, 1).Reshape([1, 11]).RepeatRows(Copies).Reshape([Copies, 1, 11]));
            float[] samples = _policy.Sample(observation, noise, SampleMode.Stochastic).Chain.Slice(1, 1, 1).ToArray();
            int[] counts = new int[_components];
            foreach (float[] sample in samples.Chunk(Size))
            {
                int nearest = Enumerable.Range(0, _components).MinBy(component => Distance(sample, means.AsSpan(((row * _components) + component) * Size, Size)));
                Assert.That(Distance(sample, means.AsSpan(((row * _components) + nearest) * Size, Size)), Is.LessThan(1e-4));
                counts[nearest]++;
            }

            double[] weights = [.. logits.Skip(row * _components).Take(_components).Select(logit => Math.Exp(logit))];
            for (int component = 0; component < _components; component++)
            {
                double share = weights[component] / weights.Sum();
                Assert.That(counts[component] / (double)Copies, Is.EqualTo(share).Within(5 * Math.Sqrt(share * (1 - share) / Copies)));
            }
        }
    }

    private static double Distance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double largest = 0;
        for (int i = 0; i < left.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(left[i] - right[i]));
        }

        return largest;
    }
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A policy whose action chunk is normal, or a mixture of normal distributions: a chain of length one.</summary>
/// <remarks>
/// The chain holds the noise, the sample and the action chunk, which is the sample within the bounds of the actions; the sample is what
/// is scored. Parameters: <c>policy.*</c>, with the names of the official <c>Gaussian_MLP</c> and <c>GMM_MLP</c>.
/// </remarks>
public sealed class GaussianPolicy : IChainPolicy
{
    /// <summary>Noise, sample, action chunk.</summary>
    private const int States = 3;

    private readonly GaussianHeadOptions _options;
    private readonly GaussianNetwork _network;

    /// <summary>Initializes a new instance of the <see cref="GaussianPolicy"/> class.</summary>
    /// <param name="actionChunk">The chunk of actions to predict.</param>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="options">Network and noise.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public GaussianPolicy(ActionChunkSpec actionChunk, int observationSize, GaussianHeadOptions options)
    {
        ArgumentNullException.ThrowIfNull(actionChunk);
        ActionChunk = actionChunk;
        _options = OptionsGuard.Require(options, new GaussianHeadOptionsValidator()) with { };
        _network = new GaussianNetwork(actionChunk, observationSize, _options);
        Network = new ModuleGroup(("policy", _network));
    }

    /// <inheritdoc/>
    public Module Network { get; }

    /// <summary>Gets the network without the prefix of its names, as imitation trains it.</summary>
    public Module Head => _network;

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk { get; }

    /// <summary>Gets the number of denoising steps, which is 1.</summary>
    public int DenoisingSteps => 1;

    /// <inheritdoc/>
    public int ChainStates => States;

    /// <summary>Gets the number of noise blocks: one, and two more from which a mixture draws its component.</summary>
    public int NoiseBlocks => _options.Components > 1 ? 3 : 1;

    /// <inheritdoc/>
    public NoiseBounds? NoiseBounds => null;

    /// <inheritdoc/>
    public void BeginIteration(int iteration, int iterations)
    {
    }

    /// <inheritdoc/>
    /// <remarks>In deterministic mode a mixture still draws a component; the sample is scored by the density of exploration.</remarks>
    public ChainSample Sample(Observation observation, Tensor noise, SampleMode mode)
    {
        ShapeGuard.Require(noise, [ShapeGuard.Any, NoiseBlocks, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        (Tensor mean, Tensor deviation, Tensor? logits) = _network.Forward(observation);
        Tensor limited = Block(noise, 0).Clamp(-_options.NoiseLimit, _options.NoiseLimit);
        (Tensor center, Tensor spread) = logits is null ? (mean, deviation) : Draw(mean, deviation, logits, noise.Slice(1, 1, 2));
        Tensor sample = center + (mode == SampleMode.Stochastic ? spread * limited : limited * _options.EvaluationStandardDeviation);
        using var chain = new TensorStack(States);
        (chain.Items[0], chain.Items[1]) = (Block(noise, 0), sample);
        chain.Items[2] = sample.Clamp(ActionChunk.Minimum, ActionChunk.Maximum);
        Tensor density = LogDensity(sample, mean, deviation, deviation.Log(), logits);
        return new ChainSample(chain.Join(ActionChunk.Horizon, ActionChunk.ActionDimension), density);
    }

    /// <inheritdoc/>
    /// <remarks>Entropy and standard deviation of a mixture are the means of those of its components, by their weights, as in the official code.</remarks>
    public ChainLikelihood Evaluate(Tensor chain, Observation observation)
    {
        ShapeGuard.Require(chain, [ShapeGuard.Any, States, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        (Tensor mean, Tensor deviation, Tensor? logits) = _network.Forward(observation);
        Tensor logDeviation = deviation.Log();
        int batch = chain.Shape[0];
        Tensor? weights = logits is null ? null : LogMixture.Normalize(logits).Exp();
        return new ChainLikelihood(
            LogDensity(Block(chain, 1), mean, deviation, logDeviation, logits),
            Average(GaussianTransition.Entropy(logDeviation), weights, batch, 1).Reshape([batch, 1]),
            Average(deviation, weights, batch, ActionChunk.Size).Reshape([batch, 1, ActionChunk.Size]));
    }

    /// <summary>Averages what belongs to the components, of shape [batch·components, size], by their weights.</summary>
    private Tensor Average(Tensor values, Tensor? weights, int batch, int size) => weights is null
        ? values
        : (values.Reshape([batch, _options.Components, size]) * weights.Reshape([batch, _options.Components, 1])).Sum(1);

    private static (Tensor Mean, Tensor Deviation) Draw(Tensor mean, Tensor deviation, Tensor logits, Tensor noise)
    {
        TensorShape shape = [logits.Shape[0], logits.Shape[1], mean.Shape[1]];
        using RowDraws components = RowDraws.FromLogits(noise, logits);
        return (components.Pick(mean.Reshape(shape), 0), components.Pick(deviation.Reshape(shape), 0));
    }

    /// <summary>Computes log-densities, summed over the chunk, of shape [batch, 1].</summary>
    private Tensor LogDensity(Tensor sample, Tensor mean, Tensor deviation, Tensor logDeviation, Tensor? logits)
    {
        Tensor density = GaussianTransition.LogDensity(sample.RepeatRows(_options.Components), mean, deviation, logDeviation)
            .Reshape([sample.Shape[0], _options.Components]);
        return logits is null ? density : LogMixture.Sum(LogMixture.Normalize(logits) + density);
    }

    private Tensor Block(Tensor chain, int index) => chain.Slice(1, index, 1).Reshape([chain.Shape[0], ActionChunk.Size]);
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Imitates demonstrations by making them likely under a Gaussian policy or a mixture.</summary>
/// <remarks>
/// The loss is minus the log-density per component of a chunk, minus the weighted entropy per component. The official loss of mixtures is not
/// divided by the number of components of a chunk.
/// </remarks>
public sealed class LikelihoodObjective : IImitationObjective
{
    private readonly GaussianPolicy _policy;
    private readonly float _entropyCoefficient;
    private int _samples;

    /// <summary>Initializes a new instance of the <see cref="LikelihoodObjective"/> class.</summary>
    /// <param name="policy">The policy to train.</param>
    /// <param name="entropyCoefficient">The weight of the entropy.</param>
    public LikelihoodObjective(GaussianPolicy policy, float entropyCoefficient = 0f)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegative(entropyCoefficient);
        (_policy, _entropyCoefficient) = (policy, entropyCoefficient);
    }

    /// <inheritdoc/>
    /// <remarks>Nothing is random here.</remarks>
    public void Draw(int samples, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        _samples = samples;
    }

    /// <inheritdoc/>
    public Tensor Loss(MicroBatch batch, Tensor actions, Observation observation)
    {
        ActionChunkSpec chunk = _policy.ActionChunk;
        ShapeGuard.Require(actions, [batch.Count, chunk.Horizon, chunk.ActionDimension]);
        Tensor states = actions.Reshape([batch.Count, chunk.Size]).RepeatRows(_policy.ChainStates).Reshape([batch.Count, _policy.ChainStates, chunk.Horizon, chunk.ActionDimension]);
        ChainLikelihood likelihood = _policy.Evaluate(states, observation);
        return (likelihood.LogDensity.Sum() + (likelihood.Entropy.Sum() * _entropyCoefficient)) * (-1f / (_samples * chunk.Size));
    }
}

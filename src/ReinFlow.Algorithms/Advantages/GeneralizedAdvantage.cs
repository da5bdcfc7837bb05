namespace ReinFlow.Algorithms;

/// <summary>Generalised advantage estimation (Schulman et al., 2016) that tells termination from truncation.</summary>
/// <remarks>
/// δ = r + γ V′ − V and A = δ + γ λ A′. A termination cuts both sums. A truncation, such as a time limit, cuts the second one
/// only: V′ is then the value of the observation on which the episode was cut off, and never that of the next episode's first.
/// The official code lets the advantages of the next episode leak back over a truncation.
/// </remarks>
public sealed class GeneralizedAdvantage
{
    private readonly double _discount;
    private readonly double _decay;
    private readonly double _rewardScale;

    /// <summary>Initializes a new instance of the <see cref="GeneralizedAdvantage"/> class.</summary>
    /// <param name="discount">The discount γ, in [0, 1].</param>
    /// <param name="lambda">The weight λ of long returns, in [0, 1].</param>
    /// <param name="rewardScale">A factor on the rewards.</param>
    public GeneralizedAdvantage(double discount, double lambda, double rewardScale = 1.0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(discount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(discount, 1.0);
        ArgumentOutOfRangeException.ThrowIfNegative(lambda);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lambda, 1.0);

        _discount = discount;
        _decay = discount * lambda;
        _rewardScale = rewardScale;
    }

    /// <summary>Computes 1 − Var(return − value) / Var(return): 1 for perfect values, 0 for constant ones.</summary>
    /// <param name="returns">The returns.</param>
    /// <param name="values">The values.</param>
    /// <returns>The explained variance; not a number if all returns are equal.</returns>
    public static double ExplainedVariance(ReadOnlySpan<float> returns, ReadOnlySpan<float> values)
    {
        var all = default(SampleSums);
        var unexplained = default(SampleSums);
        for (int i = 0; i < returns.Length; i++)
        {
            all = all.With(returns[i]);
            unexplained = unexplained.With((double)returns[i] - values[i]);
        }

        return all.PopulationVariance > 0 ? 1.0 - (unexplained.PopulationVariance / all.PopulationVariance) : double.NaN;
    }

    /// <summary>Computes the advantages and returns of a rollout from its scaled rewards and its values.</summary>
    /// <param name="rollout">
    /// The rollout; <see cref="RolloutBuffer.Advantages"/> and <see cref="RolloutBuffer.Returns"/> are written.
    /// </param>
    public void Compute(RolloutBuffer rollout)
    {
        ArgumentNullException.ThrowIfNull(rollout);

        int environments = rollout.Shape.Environments;
        for (int environment = 0; environment < environments; environment++)
        {
            double advantage = 0.0;
            double nextValue = rollout.LastValues[environment];
            for (int i = rollout.Shape.Samples - environments + environment; i >= 0; i -= environments)
            {
                bool terminated = rollout.Terminated[i];
                bool truncated = rollout.Truncated[i];
                double bootstrap = terminated ? 0.0 : truncated ? rollout.FinalValues[i] : nextValue;
                double surprise = (rollout.ScaledRewards[i] * _rewardScale) + (_discount * bootstrap) - rollout.Values[i];
                advantage = surprise + (terminated || truncated ? 0.0 : _decay * advantage);
                nextValue = rollout.Values[i];
                rollout.Advantages[i] = (float)advantage;
                rollout.Returns[i] = (float)(advantage + nextValue);
            }
        }
    }
}

using System.ComponentModel.DataAnnotations;

namespace ReinFlow.Algorithms;

/// <summary>Configures what all off-policy algorithms share: collecting, the schedule of updates, returns and evaluation.</summary>
/// <remarks>
/// A run has an offline phase of updates on recorded transitions, then rounds: k decisions in every environment, then n updates. Both are
/// cut into iterations, after which progress is reported. The update-to-data ratio is n / (k · environments · executed steps).
/// </remarks>
public abstract record OffPolicyOptions : IValidatableObject
{
    /// <summary>Gets or sets the number of updates on offline data before the first decision.</summary>
    /// <value>The default is 0. More needs offline data.</value>
    [Limits(0, int.MaxValue)]
    public int OfflineUpdates { get; set; }

    /// <summary>Gets or sets the number of decisions in every environment.</summary>
    /// <value>The default is 1,000,000, which are as many environment steps in one environment with one executed step.</value>
    [Limits(0, int.MaxValue)]
    public int Decisions { get; set; } = 1_000_000;

    /// <summary>Gets or sets the number of decisions, in every environment, at the start that do not update; they may be random.</summary>
    /// <value>The default is 5,000. It must not exceed <see cref="Decisions"/>, unless there are none.</value>
    [Limits(0, int.MaxValue)]
    public int WarmupDecisions { get; set; } = 5_000;

    /// <summary>Gets or sets whether actions are drawn uniformly during the warm-up instead of from the policy.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool RandomWarmup { get; set; } = true;

    /// <summary>Gets or sets the decisions k, in every environment, of one round.</summary>
    /// <value>The default is 1.</value>
    [Limits(1, int.MaxValue)]
    public int DecisionsPerRound { get; set; } = 1;

    /// <summary>Gets or sets the updates n of one round.</summary>
    /// <value>The default is 1.</value>
    [Limits(1, int.MaxValue)]
    public int UpdatesPerRound { get; set; } = 1;

    /// <summary>Gets or sets the rounds of one iteration, or its updates in the offline phase.</summary>
    /// <value>The default is 1,000.</value>
    [Limits(1, int.MaxValue)]
    public int IterationLength { get; set; } = 1_000;

    /// <summary>Gets or sets the transitions of one update.</summary>
    /// <value>The default is 256.</value>
    [Limits(1, 1_000_000)]
    public int BatchSize { get; set; } = 256;

    /// <summary>Gets or sets the discount of a decision; the rewards within a chunk are summed up.</summary>
    /// <value>The default is 0.99.</value>
    [Limits(0.0, 1.0)]
    public double Discount { get; set; } = 0.99;

    /// <summary>Gets or sets the factor of all rewards, collected and offline.</summary>
    /// <value>The default is 1.</value>
    [Limits(1e-9, 1e9)]
    public double RewardScale { get; set; } = 1.0;

    /// <summary>Gets or sets the iterations between two evaluations, or 0 for none.</summary>
    /// <value>The default is 10. The run is also evaluated before the first and after the last one.</value>
    [Limits(0, int.MaxValue)]
    public int EvaluationEvery { get; set; } = 10;

    /// <summary>Gets or sets the episodes of one evaluation.</summary>
    /// <value>The default is 10.</value>
    [Limits(1, int.MaxValue)]
    public int EvaluationEpisodes { get; set; } = 10;

    /// <summary>Gets or sets the decisions after which an evaluation ends even if episodes are missing; it then never counts as the best.</summary>
    /// <value>The default, <see langword="null"/>, is as many as the episodes can take.</value>
    [Limits(1, int.MaxValue)]
    public int? EvaluationDecisions { get; set; }

    /// <summary>Gets or sets the iterations between two numbered checkpoints, or 0 for none.</summary>
    /// <value>The default is 0.</value>
    [Limits(0, int.MaxValue)]
    public int CheckpointEvery { get; set; }

    /// <summary>Gets or sets how many of the numbered checkpoints are kept, the newest ones, or 0 for all; the last and the best are always kept.</summary>
    /// <value>The default is 0.</value>
    [Limits(0, int.MaxValue)]
    public int CheckpointsKept { get; set; }

    /// <summary>Gets or sets the seed of all randomness.</summary>
    /// <value>The default is 42.</value>
    public ulong Seed { get; set; } = 42;

    /// <summary>Gets how offline data come into the batches of this algorithm unless the replay options say otherwise.</summary>
    internal virtual BatchComposition DefaultComposition => BatchComposition.Balanced;

    /// <summary>Gets whether the algorithm makes no sense without offline data.</summary>
    internal virtual bool NeedsOfflineData => false;

    /// <summary>Gets the iterations of the offline phase.</summary>
    internal int OfflineIterations => (int)DivideUp(OfflineUpdates, IterationLength);

    /// <summary>Gets the iterations of the run.</summary>
    internal int Iterations => checked((int)CountIterations());

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    private static long DivideUp(long dividend, long divisor) => (dividend + divisor - 1) / divisor;

    private IEnumerable<ValidationResult> Rules()
    {
        if (Decisions > 0 && Decisions < WarmupDecisions)
        {
            yield return new ValidationResult(
                $"{nameof(WarmupDecisions)} ({WarmupDecisions}) exceeds {nameof(Decisions)} ({Decisions}), so nothing would be learned from them. " +
                "Shorten the warm-up or collect more.",
                [nameof(WarmupDecisions)]);
        }

        if (Decisions == 0 && OfflineUpdates == 0)
        {
            yield return new ValidationResult(
                $"{nameof(Decisions)} and {nameof(OfflineUpdates)} are 0, so there is nothing to learn from. Set one of them.", [nameof(Decisions)]);
        }

        // Values out of their own ranges are reported by the attributes.
        if (IterationLength > 0 && DecisionsPerRound > 0 && CountIterations() > int.MaxValue)
        {
            yield return new ValidationResult(
                $"The run would have {CountIterations()} iterations, but at most {int.MaxValue} are counted. Raise {nameof(IterationLength)} ({IterationLength}).",
                [nameof(IterationLength)]);
        }
    }

    private long CountIterations() =>
        DivideUp(OfflineUpdates, IterationLength) + DivideUp(DivideUp(Decisions, DecisionsPerRound), IterationLength);
}

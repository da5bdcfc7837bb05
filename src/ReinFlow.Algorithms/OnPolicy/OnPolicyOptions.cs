using Microsoft.Extensions.Options;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Configures what all on-policy algorithms share: rollouts, advantages, minibatches, optimisers and evaluation.</summary>
/// <remarks>The defaults are those of the official configuration for hopper-medium with a rectified flow on states.</remarks>
public abstract record OnPolicyOptions
{
    /// <summary>Gets or sets the number of iterations of rollout and update.</summary>
    /// <value>The default is 1000. Evaluations are not iterations, other than in the official code.</value>
    [Limits(1, int.MaxValue)]
    public int Iterations { get; set; } = 1000;

    /// <summary>Gets or sets the decisions (action chunks) of every environment in one rollout.</summary>
    /// <value>The default is 500.</value>
    [Limits(1, int.MaxValue)]
    public int Decisions { get; set; } = 500;

    /// <summary>Gets or sets whether every rollout starts with new episodes; otherwise running ones go on.</summary>
    /// <value>The default is <see langword="false"/> (locomotion and kitchen); the robomimic tasks use <see langword="true"/>.</value>
    public bool ResetEachIteration { get; set; }

    /// <summary>Gets or sets the discount γ of one decision.</summary>
    /// <value>The default is 0.99; typical are 0.99 to 0.999.</value>
    [Limits(0.0, 1.0)]
    public double Discount { get; set; } = 0.99;

    /// <summary>Gets or sets the weight λ of long returns in the advantages.</summary>
    /// <value>The default is 0.95.</value>
    [Limits(0.0, 1.0)]
    public double Lambda { get; set; } = 0.95;

    /// <summary>Gets or sets whether rewards are divided by the running standard deviation of the discounted return.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool ScaleRewards { get; set; } = true;

    /// <summary>Gets or sets a constant factor on the scaled rewards.</summary>
    /// <value>The default is 1.</value>
    [Limits(0.0, 1e6)]
    public double RewardScale { get; set; } = 1.0;

    /// <summary>Gets or sets the number of epochs per iteration.</summary>
    /// <value>The default is 5; the official configurations use 5 to 10.</value>
    [Limits(1, int.MaxValue)]
    public int Epochs { get; set; } = 5;

    /// <summary>Gets or sets how often an epoch shows every sample.</summary>
    /// <value>The default is 10, what the official state agent does under the name of repeated samples; image agents use 5.</value>
    /// <remarks>The copies of a sample within a minibatch are computed once and weighted.</remarks>
    [Limits(1, 1000)]
    public int PassesPerEpoch { get; set; } = 10;

    /// <summary>Gets or sets the samples of one minibatch, copies included.</summary>
    /// <value>The default is 50,000.</value>
    [Limits(2, int.MaxValue)]
    public int MinibatchSize { get; set; } = 50_000;

    /// <summary>Gets or sets the minibatches whose gradients are summed before the optimisers step.</summary>
    /// <value>The default is 1; the official image agents use 10 to 20. What is left at an epoch's end is stepped with.</value>
    [Limits(1, int.MaxValue)]
    public int GradientAccumulation { get; set; } = 1;

    /// <summary>Gets or sets the gradient norm above which gradients are scaled down, separately for policy and critic.</summary>
    /// <value>The default is <see langword="null"/>: no limit; the official image agents use 25.</value>
    [Limits(1e-6, 1e6)]
    public float? MaximumGradientNorm { get; set; }

    /// <summary>Gets or sets the limit of a value's change that the value loss rewards.</summary>
    /// <value>The default is <see langword="null"/>: no limit, as in all official configurations.</value>
    [Limits(1e-6, 1e6)]
    public float? ValueClipRange { get; set; }

    /// <summary>Gets or sets the weight of the value loss.</summary>
    /// <value>The default is 0.5.</value>
    [Limits(0.0, 1e6)]
    public float ValueCoefficient { get; set; } = 0.5f;

    /// <summary>Gets or sets the weight of the chain's entropy rate.</summary>
    /// <value>The default is 0.03; the official configurations use 0 to 0.03.</value>
    [Limits(0.0, 1e6)]
    public float EntropyCoefficient { get; set; } = 0.03f;

    /// <summary>Gets or sets the weight of the penalty that keeps the policy near the one it started from.</summary>
    /// <value>The default is 0: off.</value>
    [Limits(0.0, 1e6)]
    public float RegularizationCoefficient { get; set; }

    /// <summary>Gets or sets the approximate KL that <see cref="KlControl"/> watches.</summary>
    /// <value>The default is 1, which is never reached; <see langword="null"/> turns the control off.</value>
    [Limits(0.0, 1e6)]
    public double? TargetKl { get; set; } = 1.0;

    /// <summary>Gets or sets what happens above the target KL.</summary>
    /// <value>The default is <see cref="KlControl.Stop"/>, as in all official configurations.</value>
    public KlControl KlControl { get; set; } = KlControl.Stop;

    /// <summary>Gets or sets the first iterations in which only the critic learns.</summary>
    /// <value>The default is 0; the official configurations use 0 to 3.</value>
    [Limits(0, int.MaxValue)]
    public int CriticWarmupIterations { get; set; }

    /// <summary>Gets or sets the learning rate of the policy, which advances once per iteration after the critic's warm-up.</summary>
    /// <value>The default rises in 10 iterations from 2e−5 to 4.5e−5 and falls back within 100.</value>
    [ValidateObjectMembers]
    public CosineWarmupSchedule PolicyLearningRate { get; set; } =
        new() { Maximum = 4.5e-5, Minimum = 2e-5, CycleSteps = 100, WarmupSteps = 10 };

    /// <summary>Gets or sets the learning rate of the critic, which advances once per iteration.</summary>
    /// <value>The default rises in 10 iterations from 3e−4 to 6.5e−4 and falls back within 100.</value>
    [ValidateObjectMembers]
    public CosineWarmupSchedule CriticLearningRate { get; set; } =
        new() { Maximum = 6.5e-4, Minimum = 3e-4, CycleSteps = 100, WarmupSteps = 10 };

    /// <summary>Gets or sets the decoupled weight decay of the policy.</summary>
    /// <value>The default is 0.</value>
    [Limits(0.0, 1.0)]
    public float PolicyWeightDecay { get; set; }

    /// <summary>Gets or sets the decoupled weight decay of the critic.</summary>
    /// <value>The default is 1e−5.</value>
    [Limits(0.0, 1.0)]
    public float CriticWeightDecay { get; set; } = 1e-5f;

    /// <summary>Gets or sets the largest mean distance of the probability ratio from 1 on the first minibatch of an iteration.</summary>
    /// <value>The default is 1e−5.</value>
    [Limits(0.0, 1.0)]
    public double RatioTolerance { get; set; } = 1e-5;

    /// <summary>Gets or sets the iterations between evaluations; 0 evaluates never. The first one comes before training.</summary>
    /// <value>The default is 10.</value>
    [Limits(0, int.MaxValue)]
    public int EvaluationEvery { get; set; } = 10;

    /// <summary>Gets or sets the episodes of one evaluation.</summary>
    /// <value>The default is 40, one per environment of the official configuration.</value>
    [Limits(1, int.MaxValue)]
    public int EvaluationEpisodes { get; set; } = 40;

    /// <summary>Gets or sets the decisions after which an evaluation ends even if episodes are missing; it then never counts as the best.</summary>
    /// <value>The default, <see langword="null"/>, is as many as the episodes can take.</value>
    [Limits(1, int.MaxValue)]
    public int? EvaluationDecisions { get; set; }

    /// <summary>Gets or sets whether evaluations act without injected noise.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool DeterministicEvaluation { get; set; } = true;

    /// <summary>Gets or sets the iterations between numbered checkpoints; 0 writes none.</summary>
    /// <value>The default is 300. The last and the best state are kept in any case.</value>
    [Limits(0, int.MaxValue)]
    public int CheckpointEvery { get; set; } = 300;

    /// <summary>Gets or sets how many of the numbered checkpoints are kept, the newest ones, or 0 for all; the last and the best are always kept.</summary>
    /// <value>The default is 0.</value>
    [Limits(0, int.MaxValue)]
    public int CheckpointsKept { get; set; }

    /// <summary>Gets or sets the seed from which every random stream of the run derives.</summary>
    /// <value>The default is 42.</value>
    public ulong Seed { get; set; } = 42;
}

namespace ReinFlow.Algorithms;

/// <summary>Configures flow Q-learning (Park, Li and Levine, 2025; arXiv 2502.02538).</summary>
/// <remarks>
/// The defaults are those of the authors' code, which acts one step at a time; their advice for a new task is to normalise the value term
/// and to try <see cref="DistillationCoefficient"/> among 0.03, 0.1, 0.3, 1, 3 and 10. <see cref="OfPort"/> has those of ReinFlow's port.
/// </remarks>
public sealed record FqlOptions : OffPolicyOptions
{
    /// <summary>Initializes a new instance of the <see cref="FqlOptions"/> class.</summary>
    public FqlOptions()
    {
        WarmupDecisions = 0;
        RandomWarmup = false;
    }

    /// <summary>Gets or sets the weight α of the distillation, which keeps the one-step policy near the flow.</summary>
    /// <value>The default is 10.</value>
    [Limits(0.0, 1e6)]
    public double DistillationCoefficient { get; set; } = 10.0;

    /// <summary>Gets or sets whether the value term is divided by the mean of the values' magnitudes, so that α does not depend on rewards.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool NormalizeValues { get; set; }

    /// <summary>Gets or sets how the members of the target critic make the target; the policy always climbs the mean of the critic's.</summary>
    /// <value>The default is <see cref="ValueReduction.Mean"/>.</value>
    public ValueReduction TargetReduction { get; set; } = ValueReduction.Mean;

    /// <summary>Gets or sets how the members' errors make the critic's loss.</summary>
    /// <value>The default is <see cref="CriticLossScale.Mean"/>.</value>
    public CriticLossScale CriticLoss { get; set; } = CriticLossScale.Mean;

    /// <summary>Gets or sets in which order the parts are updated.</summary>
    /// <value>The default is <see cref="FqlUpdateOrder.Joint"/>.</value>
    public FqlUpdateOrder UpdateOrder { get; set; } = FqlUpdateOrder.Joint;

    /// <summary>Gets or sets the share τ of the critic that its target takes over with every update.</summary>
    /// <value>The default is 0.005.</value>
    [Limits(0.0, 1.0)]
    public double TargetRate { get; set; } = 0.005;

    /// <summary>Gets or sets the learning rate of flow and one-step policy.</summary>
    /// <value>The default is 3e−4.</value>
    [Limits(0.0, 1.0)]
    public double PolicyLearningRate { get; set; } = 3e-4;

    /// <summary>Gets or sets the learning rate of the critic.</summary>
    /// <value>The default is 3e−4.</value>
    [Limits(0.0, 1.0)]
    public double CriticLearningRate { get; set; } = 3e-4;

    /// <summary>Makes the options of ReinFlow's port: α = 3 with normalised values, sums of errors, one part after the other.</summary>
    /// <returns>New options.</returns>
    public static FqlOptions OfPort() => new()
    {
        DistillationCoefficient = 3.0,
        NormalizeValues = true,
        CriticLoss = CriticLossScale.Sum,
        UpdateOrder = FqlUpdateOrder.Sequential,
        PolicyLearningRate = 1e-4,
    };
}

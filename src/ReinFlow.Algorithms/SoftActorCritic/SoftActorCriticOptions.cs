namespace ReinFlow.Algorithms;

/// <summary>Configures what soft actor-critic and its family share (arXiv 1801.01290, 1812.05905).</summary>
public abstract record SoftActorCriticOptions : OffPolicyOptions
{
    /// <summary>Gets or sets the learning rate of the actor.</summary>
    /// <value>The default is 3e−4.</value>
    [Limits(0.0, 1.0)]
    public double ActorLearningRate { get; set; } = 3e-4;

    /// <summary>Gets or sets the learning rate of the critics.</summary>
    /// <value>The default is 1e−3 for SAC and 3e−4 for RLPD.</value>
    [Limits(0.0, 1.0)]
    public double CriticLearningRate { get; set; } = 1e-3;

    /// <summary>Gets or sets the learning rate of the temperature; 0 keeps it.</summary>
    /// <value>The default is 1e−3 for SAC and 3e−4 for RLPD.</value>
    [Limits(0.0, 1.0)]
    public double TemperatureLearningRate { get; set; } = 1e-3;

    /// <summary>Gets or sets the temperature at the start: what a nat of entropy is worth in reward.</summary>
    /// <value>The default is 1.</value>
    [Limits(1e-9, 1e9)]
    public double InitialTemperature { get; set; } = 1.0;

    /// <summary>Gets or sets the entropy that the temperature steers to, in nats per component of a chunk.</summary>
    /// <value>The default is −1: minus the number of components. The authors of FQL use −0.5.</value>
    [Limits(-1e3, 1e3)]
    public double TargetEntropyPerComponent { get; set; } = -1.0;

    /// <summary>Gets or sets whether the entropy of the next action counts in the targets.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool BackupEntropy { get; set; } = true;

    /// <summary>Gets or sets the share by which the target critics move to the critics at every update (Polyak averaging).</summary>
    /// <value>The default is 0.005.</value>
    [Limits(0.0, 1.0)]
    public double TargetRate { get; set; } = 0.005;

    /// <summary>Gets or sets how many members, drawn anew at every update, the minimum of a target is taken over; 0 for all.</summary>
    /// <value>The default is 0 for SAC and 2 for RLPD.</value>
    [Limits(0, 1000)]
    public int TargetMembers { get; set; }

    /// <summary>Gets or sets how the actor's loss reduces the ensemble.</summary>
    /// <value>The default is <see cref="ValueReduction.Minimum"/> for SAC and <see cref="ValueReduction.Mean"/> for RLPD.</value>
    public ValueReduction ActorReduction { get; set; } = ValueReduction.Minimum;

    /// <summary>Gets or sets whether actor and temperature are updated only at the last update of a round.</summary>
    /// <value>The default is <see langword="false"/> for SAC and <see langword="true"/> for RLPD.</value>
    public bool ActorOncePerRound { get; set; }

    /// <summary>Gets or sets the norm to which gradients are scaled down, or <see langword="null"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    [Limits(1e-6, 1e6)]
    public float? MaximumGradientNorm { get; set; }
}

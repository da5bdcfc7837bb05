namespace ReinFlow.Algorithms;

/// <summary>What a policy saw, did and got in T decisions of E environments; allocated once and filled anew in every iteration.</summary>
public sealed class RolloutBuffer
{
    /// <summary>Initializes a new instance of the <see cref="RolloutBuffer"/> class.</summary>
    /// <param name="shape">The sizes.</param>
    public RolloutBuffer(RolloutShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape.Decisions, nameof(shape));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape.Environments, nameof(shape));

        Shape = shape;
        int samples = shape.Samples;
        Observations = new float[checked(samples * shape.ObservationSize)];
        FinalObservations = new float[Observations.Length];
        Chains = new float[checked(samples * shape.ChainSize)];
        LogDensities = new float[checked(samples * shape.DenoisingSteps)];
        Rewards = new float[samples];
        ScaledRewards = new float[samples];
        Terminated = new bool[samples];
        Truncated = new bool[samples];
        Firsts = new bool[samples];
        Values = new float[samples];
        FinalValues = new float[samples];
        LastValues = new float[shape.Environments];
        Advantages = new float[samples];
        Returns = new float[samples];
    }

    /// <summary>Gets the sizes.</summary>
    public RolloutShape Shape { get; }

    /// <summary>Gets the observations, of shape [T, E, To, Do].</summary>
    public float[] Observations { get; }

    /// <summary>Gets the observations on which episodes ended, of shape [T, E, To, Do]; meaningful where an episode ended.</summary>
    public float[] FinalObservations { get; }

    /// <summary>Gets the denoising chains, of shape [T, E, chain states, horizon, action].</summary>
    public float[] Chains { get; }

    /// <summary>Gets the log-densities of the transitions under the policy that walked them, of shape [T, E, K].</summary>
    public float[] LogDensities { get; }

    /// <summary>Gets the rewards as the environment gave them, of shape [T, E].</summary>
    public float[] Rewards { get; }

    /// <summary>Gets the rewards after scaling, of shape [T, E].</summary>
    public float[] ScaledRewards { get; }

    /// <summary>Gets whether the task ended, of shape [T, E].</summary>
    public bool[] Terminated { get; }

    /// <summary>Gets whether the episode was cut off, of shape [T, E].</summary>
    public bool[] Truncated { get; }

    /// <summary>Gets whether the decision was the first of its episode, of shape [T, E].</summary>
    public bool[] Firsts { get; }

    /// <summary>Gets the values of the observations, of shape [T, E].</summary>
    public float[] Values { get; }

    /// <summary>Gets the values of the final observations, of shape [T, E]; meaningful where the episode was truncated.</summary>
    public float[] FinalValues { get; }

    /// <summary>Gets the values of the observations after the last decision, of shape [E].</summary>
    public float[] LastValues { get; }

    /// <summary>Gets the advantages, of shape [T, E].</summary>
    public float[] Advantages { get; }

    /// <summary>Gets the returns that the critic learns, of shape [T, E].</summary>
    public float[] Returns { get; }
}

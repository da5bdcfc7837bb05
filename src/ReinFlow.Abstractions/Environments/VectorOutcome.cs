namespace ReinFlow.Environments;

/// <summary>What one chunk of actions did in each of E environments; made once and reused.</summary>
public sealed class VectorOutcome
{
    /// <summary>Initializes a new instance of the <see cref="VectorOutcome"/> class.</summary>
    /// <param name="count">The number of environments E.</param>
    /// <param name="observationSize">The numbers of one stacked observation, To·Do.</param>
    public VectorOutcome(int count, int observationSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observationSize);

        Rewards = new float[count];
        BestRewards = new float[count];
        ExecutedSteps = new int[count];
        Terminated = new bool[count];
        Truncated = new bool[count];
        Succeeded = new bool[count];
        FinalObservations = new float[count * observationSize];
    }

    /// <summary>Gets the sum of the rewards of the executed steps, of shape [E].</summary>
    public float[] Rewards { get; }

    /// <summary>Gets the largest reward of a single executed step, of shape [E].</summary>
    public float[] BestRewards { get; }

    /// <summary>Gets the number of steps executed before the chunk or the episode ended, of shape [E].</summary>
    public int[] ExecutedSteps { get; }

    /// <summary>Gets whether the task ended, of shape [E].</summary>
    public bool[] Terminated { get; }

    /// <summary>Gets whether the episode was cut off without the task having ended, of shape [E]; never together with <see cref="Terminated"/>.</summary>
    public bool[] Truncated { get; }

    /// <summary>Gets whether the success criterion was met at one of the executed steps, of shape [E].</summary>
    public bool[] Succeeded { get; }

    /// <summary>Gets the last observations of ended episodes, of shape [E, To, Do]; meaningful where an episode ended.</summary>
    public float[] FinalObservations { get; }
}

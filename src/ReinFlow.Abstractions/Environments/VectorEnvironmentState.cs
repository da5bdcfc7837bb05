namespace ReinFlow.Environments;

/// <summary>The running episodes of a vector environment, from which an equal one goes on with the same bits.</summary>
/// <param name="environments">The number of environments E.</param>
/// <param name="historyLength">The numbers To·Do of an environment's observations.</param>
/// <param name="stateLength">The numbers of an environment's own state, <see cref="IResumableEnvironment.StateLength"/>.</param>
public sealed class VectorEnvironmentState(int environments, int historyLength, int stateLength)
{
    /// <summary>Gets the observations in the environment's units, of shape [E, To·Do].</summary>
    public float[] Histories { get; } = new float[environments * historyLength];

    /// <summary>Gets the environment steps that every episode has had, of shape [E].</summary>
    public int[] Steps { get; } = new int[environments];

    /// <summary>Gets the episodes that every environment has begun since the reset, of shape [E].</summary>
    public long[] Episodes { get; } = new long[environments];

    /// <summary>Gets the streams from which every environment takes those of its episodes, of shape [E].</summary>
    public RandomState[] Streams { get; } = new RandomState[environments];

    /// <summary>Gets the streams of the running episodes, of shape [E].</summary>
    public RandomState[] EpisodeStreams { get; } = new RandomState[environments];

    /// <summary>Gets what the environments have saved themselves, of shape [E, S].</summary>
    public double[] Environments { get; } = new double[environments * stateLength];
}

namespace ReinFlow.Demonstrations;

/// <summary>One recorded episode in the units of the environment.</summary>
public sealed class DemonstrationEpisode
{
    /// <summary>Initializes a new instance of the <see cref="DemonstrationEpisode"/> class.</summary>
    /// <param name="observations">The observations, of shape [steps, observation].</param>
    /// <param name="actions">The action taken after each observation, of shape [steps, action].</param>
    /// <param name="length">The number of environment steps.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a number is not finite.</exception>
    public DemonstrationEpisode(float[] observations, float[] actions, int length)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(actions);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        if (observations.Length == 0 || actions.Length == 0 || observations.Length % length != 0 || actions.Length % length != 0)
        {
            throw new ArgumentException(
                $"An episode of {length} steps needs a multiple of {length} numbers, "
                + $"but has {observations.Length} of observations and {actions.Length} of actions.");
        }

        if (Finite.FirstViolation(observations) >= 0 || Finite.FirstViolation(actions) >= 0)
        {
            throw new ArgumentException("The episode has observations or actions that are not finite; leave the episode out.");
        }

        Observations = observations;
        Actions = actions;
        Length = length;
    }

    /// <summary>Gets the observations, of shape [steps, observation].</summary>
    public ReadOnlyMemory<float> Observations { get; }

    /// <summary>Gets the actions, of shape [steps, action].</summary>
    public ReadOnlyMemory<float> Actions { get; }

    /// <summary>Gets the reward of each step, of shape [steps], or nothing if rewards were not recorded.</summary>
    /// <exception cref="ArgumentException">There is not one finite reward per step.</exception>
    public ReadOnlyMemory<float> Rewards
    {
        get;
        init => field = value.Length == Length && Finite.FirstViolation(value.Span) < 0
            ? value
            : throw new ArgumentException($"An episode of {Length} steps needs {Length} finite rewards, but has {value.Length}.");
    }

    /// <summary>Gets whether the task ended the episode, and not a limit of time.</summary>
    public bool Terminated { get; init; }

    /// <summary>Gets the number of environment steps.</summary>
    public int Length { get; }

    /// <summary>Gets the number of features of one observation.</summary>
    public int ObservationDimension => Observations.Length / Length;

    /// <summary>Gets the number of components of one action.</summary>
    public int ActionDimension => Actions.Length / Length;
}

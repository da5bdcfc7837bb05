namespace ReinFlow.Demonstrations;

/// <summary>How recorded episodes are cut into windows.</summary>
public sealed record DemonstrationOptions
{
    private const int MaximumLength = 1024;

    /// <summary>Gets the number of actions of one window.</summary>
    /// <value>4 by default, as for the locomotion tasks of the paper.</value>
    [Limits(1, MaximumLength)]
    public int Horizon { get; init; } = 4;

    /// <summary>Gets the number of observations of one window, the last of which belongs to the first action.</summary>
    /// <value>1 by default.</value>
    [Limits(1, MaximumLength)]
    public int ObservationHistory { get; init; } = 1;

    /// <summary>Gets the number of episodes that are used, counted from the first one of the file.</summary>
    /// <value>All by default (null).</value>
    [Limits(1, int.MaxValue)]
    public int? MaximumEpisodes { get; init; }

    internal void Require()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Horizon, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Horizon, MaximumLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(ObservationHistory, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ObservationHistory, MaximumLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumEpisodes ?? 1, 1, nameof(MaximumEpisodes));
    }
}

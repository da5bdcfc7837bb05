namespace ReinFlow.Demonstrations;

/// <summary>How recorded episodes are cut into transitions.</summary>
public sealed record TransitionOptions
{
    private const int MaximumLength = 1024;

    /// <summary>Gets or sets the number of actions of one transition.</summary>
    /// <value>The default is 1.</value>
    [Limits(1, MaximumLength)]
    public int ExecutedSteps { get; set; } = 1;

    /// <summary>Gets or sets the number of observations of one decision.</summary>
    /// <value>The default is 1.</value>
    [Limits(1, MaximumLength)]
    public int ObservationHistory { get; set; } = 1;

    /// <summary>Gets or sets what becomes of chunks that would go on after the end of their episode.</summary>
    /// <value>The default is <see cref="EpisodeEnd.Drop"/>.</value>
    public EpisodeEnd EpisodeEnd { get; set; }

    /// <summary>Gets or sets the number of episodes that are used, counted from the first one.</summary>
    /// <value>All by default (null).</value>
    [Limits(1, int.MaxValue)]
    public int? MaximumEpisodes { get; set; }
}

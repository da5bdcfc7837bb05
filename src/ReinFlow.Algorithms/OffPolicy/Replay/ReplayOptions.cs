namespace ReinFlow.Algorithms;

/// <summary>Configures the replay buffer and how batches are drawn from it.</summary>
public sealed record ReplayOptions
{
    /// <summary>Gets or sets the largest number of transitions.</summary>
    /// <value>
    /// The default is 1,000,000. Memory is taken as the buffer fills: capacity · 4 · (2·To·Do + Te·Da + 2) bytes for a full one, which are
    /// 108 MB for Hopper with one action per decision, and 3.1 GB for Humanoid. Offline data that are not part of the buffer come on top.
    /// </value>
    [Limits(1, 100_000_000)]
    public int Capacity { get; set; } = 1_000_000;

    /// <summary>Gets or sets whether a transition may come twice in one batch.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool WithReplacement { get; set; } = true;

    /// <summary>Gets or sets how offline data, if there are any, come together with what is collected.</summary>
    /// <value>
    /// The default, <see langword="null"/>, is what the algorithm does: <see cref="BatchComposition.OfflinePhaseOnly"/> for SAC,
    /// <see cref="BatchComposition.Balanced"/> for RLPD, FQL and algorithms of the application.
    /// </value>
    public BatchComposition? Composition { get; set; }

    /// <summary>Gets or sets the share of offline data in balanced batches.</summary>
    /// <value>The default is 0.5.</value>
    [Limits(0.0, 1.0)]
    public double OfflineShare { get; set; } = 0.5;

    /// <summary>Gets or sets whether the last checkpoint holds the buffer, so that a resumed run goes on with it, to the same bits.</summary>
    /// <value>
    /// The default is <see langword="true"/>; it is written after every iteration (a million transitions of Hopper take 108 MB). Without it a
    /// resumed run warns how many transitions it lost and collects anew, as long as the warm-up and at least one batch, before it goes on
    /// learning. Offline data are loaded again in any case.
    /// </value>
    public bool KeepInCheckpoints { get; set; } = true;
}

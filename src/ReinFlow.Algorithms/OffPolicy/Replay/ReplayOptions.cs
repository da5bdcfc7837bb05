using System.ComponentModel.DataAnnotations;

namespace ReinFlow.Algorithms;

/// <summary>Configures the replay buffer and how batches are drawn from it.</summary>
public sealed record ReplayOptions
{
    /// <summary>Gets or sets the largest number of transitions.</summary>
    /// <value>The default is 1,000,000. Memory is taken as the buffer fills: 108 MB for a full one of Hopper.</value>
    [Range(1, 100_000_000)]
    public int Capacity { get; set; } = 1_000_000;

    /// <summary>Gets or sets whether a transition may come twice in one batch.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool WithReplacement { get; set; } = true;

    /// <summary>Gets or sets how offline data, if there are any, come together with what is collected.</summary>
    /// <value>The default is <see cref="BatchComposition.Balanced"/>.</value>
    public BatchComposition Composition { get; set; } = BatchComposition.Balanced;

    /// <summary>Gets or sets the share of offline data in balanced batches.</summary>
    /// <value>The default is 0.5.</value>
    [Range(0.0, 1.0)]
    public double OfflineShare { get; set; } = 0.5;

    /// <summary>Gets or sets whether the last checkpoint holds the buffer, so that a resumed run goes on with it.</summary>
    /// <value>The default is <see langword="false"/>: a resumed run collects anew before it goes on learning.</value>
    public bool KeepInCheckpoints { get; set; }
}

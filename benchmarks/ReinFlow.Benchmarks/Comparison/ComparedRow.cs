namespace ReinFlow.Benchmarks.Comparison;

/// <summary>The seconds of a row, round by round.</summary>
internal sealed class ComparedRow(string name)
{
    public string Name => name;

    public List<double> OwnOne { get; } = [];

    public List<double> OwnTwo { get; } = [];

    public List<double> PeerOne { get; } = [];

    public List<double> PeerTwo { get; } = [];

    public List<double> Limit { get; } = [];

    public string LimitName { get; set; } = string.Empty;

    /// <summary>Gets or sets the managed bytes of one run, or <see langword="null"/> if they were not counted.</summary>
    public double? AllocatedBytes { get; set; }

    /// <summary>Gets or sets the largest relative difference between the first results of both sides.</summary>
    public double? Difference { get; set; }

    public IEnumerable<double> Own => OwnOne.Zip(OwnTwo, Math.Min);

    public IEnumerable<double> Peer => PeerOne.Zip(PeerTwo, Math.Min);

    /// <summary>Gets, for every round, the peer's seconds at its best number of threads over ours at our best one.</summary>
    public IEnumerable<double> Ratios => Peer.Zip(Own, (peer, own) => peer / own);

    public IEnumerable<double> Scalings => OwnOne.Zip(OwnTwo, (one, two) => one / two);

    public IEnumerable<double> Shares => Limit.Zip(Own, (limit, own) => limit / own);
}

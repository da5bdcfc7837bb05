namespace ReinFlow.Tensors.Cpu;

/// <summary>Where a tile of a matrix product goes, and what is added to it on the way.</summary>
internal unsafe struct TileTarget
{
    /// <summary>Values that are added to the sums, or null.</summary>
    public float* Start { get; set; }

    public long LeadingStart { get; set; }

    /// <summary>A row of values that is added to every row of sums, or null.</summary>
    public float* Bias { get; set; }

    public float* C { get; set; }

    public long LeadingC { get; set; }

    /// <summary>Whether negative results become zero.</summary>
    public bool RectifiesEnd { get; set; }
}

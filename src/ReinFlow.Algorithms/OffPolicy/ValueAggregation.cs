namespace ReinFlow.Algorithms;

/// <summary>How the values of an ensemble's members become one.</summary>
public enum ValueAggregation
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The smallest of them, which guards against overestimation.</summary>
    Minimum,
}

namespace ReinFlow.Algorithms;

/// <summary>How the values of an ensemble become one.</summary>
public enum ValueReduction
{
    /// <summary>The smallest one, which is pessimistic where the members disagree.</summary>
    Minimum,

    /// <summary>Their mean.</summary>
    Mean,
}

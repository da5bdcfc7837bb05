namespace ReinFlow.Algorithms;

/// <summary>How the squared errors of an ensemble's members become one loss.</summary>
public enum CriticLossScale
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum, which for two members has gradients twice as large.</summary>
    Sum,
}

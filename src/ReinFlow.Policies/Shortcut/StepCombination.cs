namespace ReinFlow.Policies;

/// <summary>How a shortcut network joins the embedded denoising step and the encoded observation.</summary>
public enum StepCombination
{
    /// <summary>Their sum; both need the same length.</summary>
    Add,

    /// <summary>Their product, component by component; both need the same length.</summary>
    Multiply,

    /// <summary>One after the other: first the step, then the observation.</summary>
    Concatenate,
}

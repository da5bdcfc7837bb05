namespace ReinFlow.Tensors.Cpu;

/// <summary>The numbers of one AdamW step. Doubles, because 1 − β₂ taken in floats is wrong in the fifth digit.</summary>
internal readonly record struct AdamWStep
{
    public required double LearningRate { get; init; }

    public required double Beta1 { get; init; }

    public required double Beta2 { get; init; }

    public required double Epsilon { get; init; }

    public required double WeightDecay { get; init; }

    /// <summary>1 − β₁ⁿ for the n-th step.</summary>
    public required double BiasCorrection1 { get; init; }

    /// <summary>√(1 − β₂ⁿ) for the n-th step.</summary>
    public required double BiasCorrection2Sqrt { get; init; }

    /// <summary>Multiplies the gradient before it is used (clipping by norm, averaging over micro-batches).</summary>
    public required float GradientScale { get; init; }
}

namespace ReinFlow.Policies;

/// <summary>What a noise net sees.</summary>
public enum NoiseFeatures
{
    /// <summary>The policy's embedding of the denoising step, through which no gradient flows, and the encoded observation.</summary>
    StepAndCondition,

    /// <summary>The encoded observation only: the same noise at every denoising step.</summary>
    Condition,

    /// <summary>An embedding of the index of the denoising step that the noise net learns, and the encoded observation.</summary>
    LearnedStepAndCondition,
}

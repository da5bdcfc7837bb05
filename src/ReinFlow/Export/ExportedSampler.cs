namespace ReinFlow.Export;

/// <summary>Which sampler of a policy an exported model runs.</summary>
public enum ExportedSampler
{
    /// <summary>The one that draws no noise but its start, as <c>reinflow sample</c> runs it: Euler, DDIM, the mean of a Gaussian.</summary>
    Deterministic,

    /// <summary>The one by which the policy is evaluated. It differs for diffusion by DDPM, whose steps each need noise.</summary>
    Evaluation,

    /// <summary>The one by which the policy explores while it is fine-tuned, with noise for every step.</summary>
    Exploration,
}

using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Configures DPPO: PPO with one probability ratio per denoising step (arXiv 2409.00588).</summary>
/// <remarks>
/// The defaults are those of the official configuration for hopper-medium, which differ from those of <see cref="OnPolicyOptions"/>
/// in the constant learning rates of 1e−4 and 1e−3, without weight decay, entropy and repeated passes. A sample is a decision with
/// all its fine-tuned denoising steps: 5,000 samples per minibatch are 50,000 transitions at 10 steps.
/// </remarks>
public sealed record DppoOptions : OnPolicyOptions
{
    /// <summary>Initializes a new instance of the <see cref="DppoOptions"/> class.</summary>
    public DppoOptions()
    {
        PassesPerEpoch = 1;
        MinibatchSize = 5_000;
        EntropyCoefficient = 0f;
        CriticWeightDecay = 0f;
        PolicyLearningRate = new CosineWarmupSchedule { Maximum = 1e-4, Minimum = 1e-4, CycleSteps = 1000, WarmupSteps = 10 };
        CriticLearningRate = new CosineWarmupSchedule { Maximum = 1e-3, Minimum = 1e-3, CycleSteps = 1000, WarmupSteps = 10 };
    }

    /// <summary>Gets or sets how far the probability ratio of the last denoising step may move from 1 before its gradient is cut.</summary>
    /// <value>The default is 0.01; the official configurations use 0.001 to 0.1.</value>
    /// <remarks>It is read in the units of the normalised log-density: per scored action component.</remarks>
    [Limits(1e-9, 1.0)]
    public float ClipRange { get; set; } = 0.01f;

    /// <summary>Gets or sets the clip range of the first fine-tuned denoising step, which is the noisiest.</summary>
    /// <value>The default is 0.01 as for all locomotion tasks: the same for every step; the robomimic tasks use 0.001.</value>
    [Limits(1e-9, 1.0)]
    public float NoisiestClipRange { get; set; } = 0.01f;

    /// <summary>Gets or sets the rate with which the clip range grows exponentially from the first to the last fine-tuned step.</summary>
    /// <value>The default is 3.</value>
    [Limits(1e-3, 100.0)]
    public double ClipGrowth { get; set; } = 3.0;

    /// <summary>Gets or sets the discount of the advantage per denoising step before the last one.</summary>
    /// <value>The default is 0.99; the official configurations use 0.9 to 1.</value>
    [Limits(0.0, 1.0)]
    public double DenoisingDiscount { get; set; } = 0.99;
}

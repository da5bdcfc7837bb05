using System.ComponentModel.DataAnnotations;
using ReinFlow.Policies;

namespace ReinFlow.Recipes;

/// <summary>The policy of a recipe.</summary>
public sealed record PolicyRecipe
{
    /// <summary>Gets or sets the number of actions of a chunk.</summary>
    /// <value>The default is 4.</value>
    [Range(1, 1000)]
    public int Horizon { get; set; } = 4;

    /// <summary>Gets or sets how many of them are executed before the policy is asked again.</summary>
    /// <value>The default is 4.</value>
    [Range(1, 1000)]
    public int ExecutedSteps { get; set; } = 4;

    /// <summary>Gets or sets the number of observations that the policy sees.</summary>
    /// <value>The default is 1.</value>
    [Range(1, 1000)]
    public int ObservationHistory { get; set; } = 1;

    /// <summary>Gets or sets the velocity network.</summary>
    public FlowNetworkOptions Network { get; set; } = new();

    /// <summary>Gets or sets the denoising chain.</summary>
    public NoisyFlowOptions Chain { get; set; } = new();

    /// <summary>Gets or sets the injected noise.</summary>
    public NoiseNetOptions Noise { get; set; } = new();

    /// <summary>Gets or sets the critic.</summary>
    public PerceptronOptions Critic { get; set; } = new();
}

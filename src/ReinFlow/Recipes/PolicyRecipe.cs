using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ReinFlow.Policies;

namespace ReinFlow.Recipes;

/// <summary>The policy of a recipe, with its noise and its critic.</summary>
public sealed record PolicyRecipe : RectifiedFlowOptions
{
    /// <summary>Gets or sets the number of observations that the policy sees.</summary>
    /// <value>The default is 1.</value>
    [Range(1, 1000)]
    public int ObservationHistory { get; set; } = 1;

    /// <summary>Gets or sets the injected noise.</summary>
    [ValidateObjectMembers]
    public NoiseNetOptions Noise { get; set; } = new();

    /// <summary>Gets or sets the critic.</summary>
    [ValidateObjectMembers]
    public PerceptronOptions Critic { get; set; } = new();
}

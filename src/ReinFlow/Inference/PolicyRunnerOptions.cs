using Microsoft.Extensions.Options;
using ReinFlow.Recipes;

namespace ReinFlow.Policies;

/// <summary>Configures how a saved policy acts.</summary>
public sealed record PolicyRunnerOptions
{
    /// <summary>Gets or sets whether noise is injected, as in training; that needs a policy that was fine-tuned with it.</summary>
    /// <value>The default is <see cref="SampleMode.Deterministic"/>: a flow still starts from noise, whose seed is below.</value>
    public SampleMode Mode { get; set; } = SampleMode.Deterministic;

    /// <summary>Gets or sets the seed of the policy's noise for sessions that bring none.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; set; }

    /// <summary>Gets or sets the recipe of a file that does not describe its policy, such as a PyTorch checkpoint.</summary>
    /// <value>The default is <see langword="null"/>: the checkpoint has its own.</value>
    [ValidateObjectMembers(typeof(RunRecipeValidator))]
    public Recipe? Recipe { get; set; }

    /// <summary>Gets or sets the features of one observation, where neither ranges nor the environment tell.</summary>
    /// <value>The default is <see langword="null"/>: they do.</value>
    [Limits(1, int.MaxValue)]
    public int? ObservationDimension { get; set; }

    /// <summary>Gets or sets the components of one action, where neither ranges nor the environment tell.</summary>
    /// <value>The default is <see langword="null"/>: they do.</value>
    [Limits(1, int.MaxValue)]
    public int? ActionDimension { get; set; }
}

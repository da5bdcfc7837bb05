using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;
using ReinFlow.Policies;

namespace ReinFlow.Recipes;

/// <summary>Everything that a run is made of: the task, the policy, and how it is trained. A file holds what differs from the defaults.</summary>
public sealed record Recipe
{
    /// <summary>Gets or sets the name.</summary>
    [Required]
    public string Name { get; set; } = "recipe";

    /// <summary>Gets or sets one sentence for listings.</summary>
    public string Summary { get; set; } = string.Empty;

    /// <summary>Gets or sets where the numbers come from.</summary>
    public string Source { get; set; } = string.Empty;

    /// <summary>Gets or sets the task.</summary>
    [ValidateObjectMembers]
    public EnvironmentRecipe Environment { get; set; } = new();

    /// <summary>Gets or sets the policy.</summary>
    [ValidateObjectMembers]
    public PolicyRecipe Policy { get; set; } = new();

    /// <summary>Gets or sets the demonstrations.</summary>
    [ValidateObjectMembers]
    public DemonstrationsRecipe Demonstrations { get; set; } = new();

    /// <summary>Gets or sets the imitation loss of rectified flows.</summary>
    public FlowMatchingOptions Imitation { get; set; } = new();

    /// <summary>Gets or sets the imitation loss of shortcut policies.</summary>
    [ValidateObjectMembers(typeof(SelfConsistencyOptionsValidator))]
    public SelfConsistencyOptions SelfConsistency { get; set; } = new();

    /// <summary>Gets or sets how the policy imitates.</summary>
    [ValidateObjectMembers]
    public PretrainingOptions Pretraining { get; set; } = new();

    /// <summary>Gets or sets how the policy is fine-tuned by ReinFlow.</summary>
    [ValidateObjectMembers]
    public ReinFlowOptions Algorithm { get; set; } = new();

    /// <summary>Gets or sets how the policy is fine-tuned by DPPO, in place of <see cref="Algorithm"/>, or <see langword="null"/>.</summary>
    [ValidateObjectMembers]
    public DppoOptions? Dppo { get; set; }

    /// <summary>Gets or sets how the policy learns by soft actor-critic, in place of <see cref="Algorithm"/>, or <see langword="null"/>.</summary>
    [ValidateObjectMembers(typeof(SacOptionsValidator))]
    public SacOptions? Sac { get; set; }

    /// <summary>Gets or sets how the policy learns by RLPD, in place of <see cref="Algorithm"/>, or <see langword="null"/>.</summary>
    [ValidateObjectMembers(typeof(RlpdOptionsValidator))]
    public RlpdOptions? Rlpd { get; set; }

    /// <summary>Gets or sets how the policy learns by flow Q-learning, in place of <see cref="Algorithm"/>, or <see langword="null"/>.</summary>
    [ValidateObjectMembers(typeof(FqlOptionsValidator))]
    public FqlOptions? Fql { get; set; }

    /// <summary>Gets or sets how off-policy algorithms keep transitions and draw batches from them.</summary>
    [ValidateObjectMembers(typeof(ReplayOptionsValidator))]
    public ReplayOptions Replay { get; set; } = new();

    /// <summary>Gets or sets the penalty that keeps a flow policy near the one it started from, or <see langword="null"/> for none.</summary>
    /// <remarks>
    /// A diffusion policy has a penalty without options, <see cref="ImitationRegularizer"/>: <c>dppo.regularizationCoefficient</c> turns it on.
    /// </remarks>
    [ValidateObjectMembers]
    public WassersteinOptions? Regularizer { get; set; }

    /// <summary>Gets or sets the seed of the algorithm that fine-tunes.</summary>
    [JsonIgnore]
    public ulong FineTuningSeed
    {
        get => OffPolicy()?.Seed ?? FineTuning().Seed;
        set
        {
            if (OffPolicy() is { } offPolicy)
            {
                offPolicy.Seed = value;
            }
            else
            {
                FineTuning().Seed = value;
            }
        }
    }

    /// <summary>Gets the options of the off-policy algorithm that the policy learns by.</summary>
    /// <returns>The options, or <see langword="null"/> if it is fine-tuned on-policy.</returns>
    public OffPolicyOptions? OffPolicy() => (OffPolicyOptions?)Sac ?? (OffPolicyOptions?)Rlpd ?? Fql;

    /// <summary>Gets the options of the on-policy algorithm that fine-tunes.</summary>
    /// <returns>The options of DPPO if there are any, those of ReinFlow otherwise.</returns>
    public OnPolicyOptions FineTuning() => (OnPolicyOptions?)Dppo ?? Algorithm;
}

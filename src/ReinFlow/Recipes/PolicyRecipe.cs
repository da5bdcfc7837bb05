using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ReinFlow.Policies;

namespace ReinFlow.Recipes;

/// <summary>The policy of a recipe, with its noise and its critic.</summary>
public sealed record PolicyRecipe : FlowPolicyOptions
{
    /// <summary>Gets or sets the kind of policy.</summary>
    /// <value>The default is <see cref="PolicyKind.RectifiedFlow"/>.</value>
    public PolicyKind Kind { get; set; }

    /// <summary>Gets or sets the number of observations that the policy sees.</summary>
    /// <value>The default is 1.</value>
    [Limits(1, 1000)]
    public int ObservationHistory { get; set; } = 1;

    /// <summary>Gets or sets how a shortcut policy reads its denoising steps; other policies ignore it.</summary>
    [ValidateObjectMembers(typeof(ShortcutStepOptionsValidator))]
    public ShortcutStepOptions Shortcut { get; set; } = new();

    /// <summary>Gets or sets the denoising chain of a diffusion policy; other policies ignore it.</summary>
    [ValidateObjectMembers(typeof(DiffusionChainOptionsValidator))]
    public DiffusionChainOptions Diffusion { get; set; } = new();

    /// <summary>Gets or sets network and noise of a Gaussian policy; other policies ignore it.</summary>
    [ValidateObjectMembers(typeof(GaussianHeadOptionsValidator))]
    public GaussianHeadOptions Gaussian { get; set; } = new();

    /// <summary>Gets or sets network and noise of a squashed Gaussian policy; other policies ignore it.</summary>
    [ValidateObjectMembers(typeof(SquashedGaussianHeadOptionsValidator))]
    public SquashedGaussianHeadOptions SquashedGaussian { get; set; } = new();

    /// <summary>Gets or sets the injected noise of a flow policy.</summary>
    [ValidateObjectMembers]
    public NoiseNetOptions Noise { get; set; } = new();

    /// <summary>Gets or sets how a flow policy explores without a noise net, in place of <see cref="Noise"/>, or <see langword="null"/>.</summary>
    [ValidateObjectMembers(typeof(StochasticSamplerOptionsValidator))]
    public StochasticSamplerOptions? Sampler { get; set; }

    /// <summary>Gets or sets the network that is distilled from a flow into one step; other policies ignore it.</summary>
    [ValidateObjectMembers(typeof(OneStepNetworkOptionsValidator))]
    public OneStepNetworkOptions OneStep { get; set; } = new();

    /// <summary>Gets or sets how the flow is sampled that a one-step policy learns from; other policies ignore it.</summary>
    /// <value>The default is ten steps that are clipped at the end only.</value>
    [ValidateObjectMembers(typeof(EulerSamplerOptionsValidator))]
    public EulerSamplerOptions Teacher { get; set; } = new() { DenoisingSteps = 10, ClipEveryStep = false };

    /// <summary>Gets or sets the critics of observation and actions, which off-policy algorithms learn.</summary>
    /// <value>The default, <see langword="null"/>, is those of the algorithm's paper; a file that sets some of their values keeps the others of these.</value>
    [ValidateObjectMembers(typeof(CriticEnsembleOptionsValidator))]
    public CriticEnsembleOptions? Critics { get; set; }

    /// <summary>Gets or sets the critic of on-policy algorithms.</summary>
    [ValidateObjectMembers]
    public PerceptronOptions Critic { get; set; } = new();

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        IEnumerable<ValidationResult> failures = Kind switch
        {
            PolicyKind.Shortcut => Shortcut.Check(Chain.DenoisingSteps, Chain.Grid).Under(validationContext, nameof(Chain)),
            PolicyKind.Diffusion => Diffusion.CheckHorizon(Horizon).Under(validationContext, nameof(Diffusion)),
            _ => [],
        };
        return base.Validate(validationContext).Concat(failures).Concat(CheckSampler(validationContext));
    }

    private IEnumerable<ValidationResult> CheckSampler(ValidationContext context) => Sampler switch
    {
        null => [],
        _ when Kind is PolicyKind.RectifiedFlow or PolicyKind.Shortcut => Sampler.Check(Chain).Under(context, nameof(Chain)),
        _ => new ValidationResult[] { new($"{nameof(Sampler)} is for flow policies, but {nameof(Kind)} is {Kind}. Set policy.sampler=null.", [nameof(Sampler)]) }
            .Under(context),
    };
}

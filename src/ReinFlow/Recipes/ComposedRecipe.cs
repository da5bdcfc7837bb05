using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.Policies;

namespace ReinFlow.Recipes;

/// <summary>Describes a run composed of parts as a recipe, so that its checkpoints know the policy they hold.</summary>
/// <param name="services">The services of the run.</param>
/// <param name="run">Its name.</param>
internal sealed class ComposedRecipe(IServiceProvider services, string run)
{
    /// <summary>Describes the run.</summary>
    /// <returns>The recipe, or <see langword="null"/> if its policy is not of this package.</returns>
    public Recipe? Describe()
    {
        if (Policy() is not { } policy || services.GetKeyedService<IVectorEnvironmentFactory>(run) is not { } environments)
        {
            return null;
        }

        policy.ObservationHistory = environments.ObservationHistory;
        var recipe = new Recipe
        {
            Name = run,
            Summary = "A run composed by an application.",
            Environment = Environment(environments),
            Policy = policy,
        };
        OffPolicyOptions? algorithm = services.GetKeyedService<OffPolicyOptions>(run);
        (recipe.Sac, recipe.Rlpd, recipe.Fql) = (algorithm as SacOptions, algorithm as RlpdOptions, algorithm as FqlOptions);
        switch (services.GetKeyedService<OnPolicyOptions>(run))
        {
            // A regularizer of a composed run is an object, which no recipe describes.
            case ReinFlowOptions reinFlow:
                recipe.Algorithm = reinFlow with { RegularizationCoefficient = 0 };
                break;
            case DppoOptions dppo:
                recipe.Dppo = dppo with { RegularizationCoefficient = 0 };
                break;
        }

        return RecipeValidation.Mistakes(recipe).Length == 0 ? recipe : null;
    }

    private EnvironmentRecipe Environment(IVectorEnvironmentFactory environments)
    {
        var recipe = new EnvironmentRecipe { Name = environments.Spec.Name };
        if (environments is VectorEnvironmentFactory)
        {
            VectorEnvironmentOptions options = Of<VectorEnvironmentOptions>();
            (recipe.Count, recipe.Guard) = (options.Count, options.Guard);
        }

        return recipe;
    }

    private PolicyRecipe? Policy() => services.GetKeyedService<OneStepFlow>(run) is not null ? OneStep(Of<OneStepFlowOptions>())
        : services.GetKeyedService<IFlowPolicy>(run) is { } flow ? Flow(flow)
        : services.GetKeyedService<IChainPolicy>(run) is { } chain ? Chain(chain)
        : services.GetKeyedService<OffPolicyOptions>(run) is not null && services.GetKeyedService<IReparameterizedPolicy>(run) is SquashedGaussianPolicy policy
            ? Squashed(policy.ActionChunk, Of<SquashedGaussianOptions>())
        : null;

    private PolicyRecipe? Flow(IFlowPolicy flow)
    {
        PolicyRecipe? policy = flow switch
        {
            RectifiedFlowPolicy => Flow(Of<RectifiedFlowOptions>(), PolicyKind.RectifiedFlow),
            ShortcutPolicy => Flow(Of<ShortcutOptions>(), PolicyKind.Shortcut),
            _ => null,
        };
        if (policy is not null && flow is ShortcutPolicy)
        {
            policy.Shortcut = Of<ShortcutOptions>().Steps;
        }

        if (policy is not null && services.GetKeyedService<INoiseNet>(run) is not null)
        {
            policy.Noise = Of<NoiseNetOptions>();
        }
        else if (policy is not null && services.GetKeyedService<IChainPolicy>(run) is not null)
        {
            policy.Sampler = Of<StochasticSamplerOptions>();
        }

        return policy;
    }

    private PolicyRecipe? Chain(IChainPolicy chain) => chain switch
    {
        DiffusionChainPolicy => Sized(Of<DiffusionOptions>(), new PolicyRecipe
        {
            Kind = PolicyKind.Diffusion,
            Network = Of<DiffusionOptions>().Network,
            Diffusion = Of<DiffusionOptions>().Chain,
        }),
        GaussianPolicy => Sized(Of<GaussianOptions>(), new PolicyRecipe { Kind = PolicyKind.Gaussian, Gaussian = Of<GaussianOptions>().Head }),
        _ => null,
    };

    private static PolicyRecipe Flow(FlowPolicyOptions options, PolicyKind kind) =>
        Sized(options, new PolicyRecipe { Kind = kind, Network = options.Network, Chain = options.Chain });

    private static PolicyRecipe OneStep(OneStepFlowOptions options) => Sized(
        options, new PolicyRecipe { Kind = PolicyKind.OneStepFlow, Network = options.Flow, OneStep = options.OneStep, Teacher = options.Teacher });

    /// <remarks>A run that chooses no policy has one of its environment's sizes, which no options describe.</remarks>
    private static PolicyRecipe? Squashed(ActionChunkSpec chunk, SquashedGaussianOptions options) =>
        chunk.Horizon != options.Horizon || chunk.ExecutedSteps != options.ExecutedSteps ? null
        : Sized(options, new PolicyRecipe { Kind = PolicyKind.SquashedGaussian, SquashedGaussian = options.Head });

    private static PolicyRecipe Sized(ActionChunkOptions options, PolicyRecipe policy)
    {
        (policy.Horizon, policy.ExecutedSteps) = (options.Horizon, options.ExecutedSteps);
        return policy;
    }

    private TOptions Of<TOptions>()
        where TOptions : class, new() => services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(run);
}

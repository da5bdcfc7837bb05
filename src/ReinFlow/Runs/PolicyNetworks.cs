using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>Makes the networks of a recipe for a task.</summary>
internal sealed class PolicyNetworks
{
    private readonly PolicyRecipe _recipe;
    private readonly ActionChunkSpec _chunk;
    private readonly int _observationSize;

    public PolicyNetworks(Recipe recipe, EnvironmentSpec spec)
        : this(recipe.Policy, spec.ObservationDimension, spec.ActionDimension)
    {
    }

    public PolicyNetworks(PolicyRecipe recipe, int observationDimension, int actionDimension)
    {
        _recipe = recipe;
        _chunk = new ActionChunkSpec(recipe.Horizon, recipe.ExecutedSteps, actionDimension);
        _observationSize = recipe.ObservationHistory * observationDimension;
    }

    /// <summary>Gets whether the policy is a velocity field, which gets its chain from injected noise.</summary>
    public bool IsFlow => _recipe.Kind is PolicyKind.RectifiedFlow or PolicyKind.Shortcut;

    /// <summary>Gets whether the policy has a sampler that needs no noise but its start, <see cref="Deterministic"/>.</summary>
    public bool HasDeterministicChain => IsFlow || _recipe.Kind is PolicyKind.Diffusion or PolicyKind.Gaussian;

    public IFlowPolicy Flow()
    {
        try
        {
            return _recipe.Kind switch
            {
                PolicyKind.Shortcut => new ShortcutPolicy(_chunk, _observationSize, _recipe.Network, _recipe.Shortcut),
                PolicyKind.Diffusion or PolicyKind.Gaussian or PolicyKind.SquashedGaussian or PolicyKind.OneStepFlow => throw new RecipeException(
                    $"The recipe's policy.kind is {_recipe.Kind}, but this works with flow policies only."),
                _ => new RectifiedFlowPolicy(_chunk, _observationSize, _recipe.Network),
            };
        }
        catch (ArgumentException exception)
        {
            throw new RecipeException($"The policy of the recipe cannot be made: {exception.Message}", exception);
        }
    }

    /// <summary>Makes what imitation learning needs of a policy.</summary>
    public (Module Network, IImitationObjective Objective, IActionSampler Sampler) Imitated(
        Recipe recipe, IActionSampler? teacher)
    {
        if (_recipe.Kind == PolicyKind.Diffusion)
        {
            DiffusionPolicy diffusion = Diffusion();
            return (diffusion.Network, new DenoisingObjective(diffusion, _recipe.Diffusion.NoiseLevels), new DiffusionSampler(diffusion, _recipe.Diffusion));
        }

        if (_recipe.Kind == PolicyKind.Gaussian)
        {
            GaussianPolicy gaussian = Gaussian();
            return (gaussian.Head, new LikelihoodObjective(gaussian), new ChainActionSampler(gaussian, SampleMode.Deterministic));
        }

        IFlowPolicy flow = Flow();
        return (flow.Network, Imitation(recipe, flow, teacher), Sampler(flow));
    }

    /// <summary>Makes the chain of a policy that brings its own noise.</summary>
    public IChainPolicy OwnChain() => _recipe.Kind switch
    {
        PolicyKind.Gaussian => Gaussian(),
        PolicyKind.Diffusion => new DiffusionChainPolicy(Diffusion(), Diffusion(), _recipe.Diffusion),
        _ => throw new RecipeException($"The recipe's policy.kind is {_recipe.Kind}, which has no denoising chain. It learns off-policy, by 'reinflow finetune'."),
    };

    private static IImitationObjective Imitation(Recipe recipe, IFlowPolicy flow, IActionSampler? teacher) => flow is ShortcutPolicy shortcut
        ? new SelfConsistencyObjective(shortcut, recipe.SelfConsistency, teacher)
        : new FlowMatchingObjective(flow, recipe.Imitation);

    public IChainPolicy Chain(IFlowPolicy flow) => _recipe.Sampler is { } sampler
        ? StochasticFlow.Create(flow, _recipe.Chain, sampler)
        : new NoisyFlowPolicy(flow, NoiseNets.Create(flow, _recipe.Chain.DenoisingSteps, _recipe.Noise), _recipe.Chain);

    public StateValueFunction Critic() => new(_observationSize, _recipe.Critic);

    public EulerSampler Sampler(IFlowPolicy flow) => Sampler(flow, new EulerSamplerOptions
    {
        DenoisingSteps = _recipe.Chain.DenoisingSteps,
        Grid = _recipe.Chain.Grid,
    });

    public EulerSampler Sampler(IFlowPolicy flow, EulerSamplerOptions options)
    {
        if (_recipe.Kind == PolicyKind.Shortcut && _recipe.Shortcut.Check(options.DenoisingSteps, options.Grid).FirstOrDefault() is { } refusal)
        {
            throw new RecipeException(refusal.ErrorMessage!);
        }

        return new EulerSampler(flow, options);
    }

    /// <summary>Makes the sampler of any policy that needs no noise but its start.</summary>
    /// <param name="options">The denoising steps; their grid and clipping concern flow policies.</param>
    /// <exception cref="RecipeException">The policy has no such sampler, or not one of so many steps.</exception>
    public ChainSampler Deterministic(EulerSamplerOptions options)
    {
        if (IsFlow)
        {
            IFlowPolicy flow = Flow();
            return new ChainSampler(new ModuleGroup(("policy", flow.Network)), _chunk, Sampler(flow, options).SampleChain);
        }

        return _recipe.Kind == PolicyKind.Gaussian ? Mean(options.DenoisingSteps) : Ddim(options.DenoisingSteps);
    }

    private ChainSampler Ddim(int steps)
    {
        if (steps > _recipe.Diffusion.NoiseLevels)
        {
            throw new RecipeException(
                $"A diffusion policy of {_recipe.Diffusion.NoiseLevels} noise levels takes at most as many denoising steps, but {steps} were asked for.");
        }

        (DiffusionPolicy tuned, DiffusionPolicy frozen) = (Diffusion(), Diffusion());
        return new ChainSampler(
            new ModuleGroup(("policy", tuned.Network), ("base", frozen.Network)),
            _chunk,
            new DiffusionSampler(tuned, frozen, _recipe.Diffusion.InDdimSteps(steps)).SampleChain);
    }

    private ChainSampler Mean(int steps)
    {
        if (steps != 1)
        {
            throw new RecipeException($"A Gaussian policy acts in one step, but {steps} denoising steps were asked for. Ask for 1.");
        }

        if (_recipe.Gaussian.Components > 1)
        {
            throw new RecipeException(
                $"The policy is a mixture of {_recipe.Gaussian.Components} Gaussians and draws one of them for every action chunk, so it has no " +
                "deterministic sampler. 'reinflow evaluate' plays episodes with it.");
        }

        GaussianPolicy policy = Gaussian();
        return new ChainSampler(policy.Network, _chunk, (observation, noise) =>
        {
            Tensor chain = policy.Sample(observation, noise, SampleMode.Deterministic).Chain;
            return chain.Engine.Concatenate(1, chain.Slice(1, 0, 1), chain.Slice(1, policy.ChainStates - 1, 1));
        });
    }

    /// <summary>Makes the policy of soft actor-critic.</summary>
    public SquashedGaussianPolicy Squashed() => new(_chunk, _observationSize, _recipe.SquashedGaussian);

    /// <summary>Makes the networks of flow Q-learning, without its critics.</summary>
    public OneStepFlow OneStep() => new(_observationSize, _chunk.ActionDimension, new OneStepFlowOptions
    {
        Horizon = _recipe.Horizon,
        ExecutedSteps = _recipe.ExecutedSteps,
        Flow = _recipe.Network,
        OneStep = _recipe.OneStep,
        Teacher = _recipe.Teacher,
    });

    /// <summary>Makes the critics of an off-policy algorithm.</summary>
    public CriticEnsemble Critics(OffPolicyOptions algorithm) =>
        new(_observationSize, _chunk.ExecutedSteps * _chunk.ActionDimension, _recipe.Critics ?? CriticDefaults.For(algorithm));

    private GaussianPolicy Gaussian() => new(_chunk, _observationSize, _recipe.Gaussian);

    public DiffusionPolicy Diffusion() => new(_chunk, _observationSize, _recipe.Network);
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReinFlow.Catalog;
using ReinFlow.Environments;
using ReinFlow.Policies;

namespace ReinFlow;

/// <summary>Chooses the policy, its noise and its critic.</summary>
public static class PolicyFineTuningBuilderExtensions
{
    private static readonly ComponentDescriptor RectifiedFlow =
        new(ComponentKind.Policy, "rectified-flow", typeof(RectifiedFlowOptions), "A velocity field that carries noise to actions along straight lines.");

    private static readonly ComponentDescriptor Diffusion =
        new(ComponentKind.Policy, "diffusion", typeof(DiffusionOptions), "A denoising chain of DDPM or DDIM whose last steps are fine-tuned.");

    private static readonly ComponentDescriptor Shortcut =
        new(ComponentKind.Policy, "shortcut", typeof(ShortcutOptions), "A velocity field that knows the length of its steps, for one, two or a few of them.");

    private static readonly ComponentDescriptor Gaussian =
        new(ComponentKind.Policy, "gaussian", typeof(GaussianOptions), "A normal distribution of action chunks, or a mixture: a chain of length one.");

    private static readonly ComponentDescriptor Noise =
        new(ComponentKind.NoiseNet, "noise", typeof(NoiseNetOptions), "Gaussian noise at every denoising step: learned, scheduled or fixed.");

    private static readonly ComponentDescriptor Sampler =
        new(ComponentKind.NoiseNet, "stochastic-sampler", typeof(StochasticSamplerOptions), "Noise without a noise net: Flow-SDE, Flow-CPS or a fixed one.");

    private static readonly ComponentDescriptor Critic =
        new(ComponentKind.Critic, "state-critic", typeof(PerceptronOptions), "A perceptron that predicts the return from the state.");

    private static readonly ComponentDescriptor SquashedGaussian =
        new(ComponentKind.Policy, "squashed-gaussian", typeof(SquashedGaussianOptions), "tanh of a normal distribution of actions, as soft actor-critic learns it.");

    private static readonly ComponentDescriptor Distilled =
        new(ComponentKind.Policy, "one-step-flow", typeof(OneStepFlowOptions), "A flow, and a policy that maps noise straight to its actions.");

    private static readonly ComponentDescriptor Critics =
        new(ComponentKind.Critic, "critics", typeof(CriticEnsembleOptions), "An ensemble that predicts the return from the state and the executed actions.");

    /// <summary>Gets the components of this package.</summary>
    public static IReadOnlyList<ComponentDescriptor> Components { get; } =
        [RectifiedFlow, Shortcut, Diffusion, Gaussian, SquashedGaussian, Distilled, Noise, Sampler, Critic, Critics];

    /// <summary>Fine-tunes a rectified flow policy.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the policy, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseRectifiedFlow(this IFineTuningBuilder builder, Action<RectifiedFlowOptions>? configure = null) =>
        builder.UseFlow<RectifiedFlowOptions, RectifiedFlowOptionsValidator>(
            RectifiedFlow, configure, (chunk, observationSize, options) => new RectifiedFlowPolicy(chunk, observationSize, options.Network));

    /// <summary>Fine-tunes a shortcut policy, which knows the length of its denoising steps.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the policy, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseShortcut(this IFineTuningBuilder builder, Action<ShortcutOptions>? configure = null) =>
        builder.UseFlow<ShortcutOptions, ShortcutOptionsValidator>(
            Shortcut, configure, (chunk, observationSize, options) => new ShortcutPolicy(chunk, observationSize, options.Network, options.Steps));

    /// <summary>Fine-tunes the last denoising steps of a diffusion policy; the chain brings its own noise.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the policy, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The run has its chain from another call already.</exception>
    public static IFineTuningBuilder UseDiffusion(this IFineTuningBuilder builder, Action<DiffusionOptions>? configure = null)
    {
        ChainClaim.Make(builder, nameof(UseDiffusion));
        return builder.UseComponent<IChainPolicy, DiffusionOptions, DiffusionOptionsValidator>(
            Diffusion,
            configure,
            (services, key, options) =>
            {
                (ActionChunkSpec chunk, int observationSize) = Sizes(services, key, options.Horizon, options.ExecutedSteps);
                return new DiffusionChainPolicy(Create(), Create(), options.Chain);

                DiffusionPolicy Create() => new(chunk, observationSize, options.Network);
            });
    }

    /// <summary>Trains a Gaussian policy, or a mixture; it brings its own noise.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the policy, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The run has its chain from another call already.</exception>
    public static IFineTuningBuilder UseGaussian(this IFineTuningBuilder builder, Action<GaussianOptions>? configure = null)
    {
        ChainClaim.Make(builder, nameof(UseGaussian));
        return builder.UseComponent<IChainPolicy, GaussianOptions, GaussianOptionsValidator>(
            Gaussian,
            configure,
            (services, key, options) =>
            {
                (ActionChunkSpec chunk, int observationSize) = Sizes(services, key, options.Horizon, options.ExecutedSteps);
                return new GaussianPolicy(chunk, observationSize, options.Head);
            });
    }

    /// <summary>Trains a squashed Gaussian policy, as soft actor-critic does; without this call its defaults apply.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the policy, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseSquashedGaussian(this IFineTuningBuilder builder, Action<SquashedGaussianOptions>? configure = null) =>
        builder.UseComponent<IReparameterizedPolicy, SquashedGaussianOptions, SquashedGaussianOptionsValidator>(
            SquashedGaussian,
            configure,
            (services, key, options) =>
            {
                (ActionChunkSpec chunk, int observationSize) = Sizes(services, key, options.Horizon, options.ExecutedSteps);
                return new SquashedGaussianPolicy(chunk, observationSize, options.Head);
            });

    /// <summary>Trains a flow and the one-step policy that is distilled from it, as flow Q-learning does.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the networks, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseOneStepFlow(this IFineTuningBuilder builder, Action<OneStepFlowOptions>? configure = null)
    {
        builder.UseComponent<OneStepFlow, OneStepFlowOptions, OneStepFlowOptionsValidator>(
            Distilled,
            configure,
            (services, key, options) =>
            {
                (ActionChunkSpec chunk, int observationSize) = Sizes(services, key, options.Horizon, options.ExecutedSteps);
                return new OneStepFlow(observationSize, chunk.ActionDimension, options);
            });
        builder.Services.AddKeyedSingleton<IFlowPolicy>(builder.Name, (services, key) => services.GetRequiredKeyedService<OneStepFlow>(key).Flow);
        builder.Services.AddKeyedSingleton<IImitationObjective>(builder.Name, (services, key) => services.GetRequiredKeyedService<OneStepFlow>(key).Imitation);
        builder.Services.AddKeyedSingleton<IActionSampler>(builder.Name, (services, key) => services.GetRequiredKeyedService<OneStepFlow>(key).Teacher);
        builder.Services.AddKeyedSingleton<IOneStepPolicy>(builder.Name, (services, key) => services.GetRequiredKeyedService<OneStepFlow>(key).Policy);
        return builder;
    }

    /// <summary>Predicts returns from the state and the executed actions; without this call the algorithm's defaults apply.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Changes the algorithm's defaults, or <see langword="null"/> for them.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseCritics(this IFineTuningBuilder builder, Action<CriticEnsembleOptions>? configure = null) =>
        builder.UseComponent<IActionValueFunction, CriticEnsembleOptions, CriticEnsembleOptionsValidator>(
            Critics,
            configure,
            (services, key, options) =>
            {
                ActionChunkSpec chunk = services.GetKeyedService<IOneStepPolicy>(key)?.ActionChunk
                    ?? services.GetRequiredKeyedService<IReparameterizedPolicy>(key).ActionChunk;
                (_, int observationSize) = Sizes(services, key, chunk.Horizon, chunk.ExecutedSteps);
                return new CriticEnsemble(observationSize, chunk.ExecutedSteps * chunk.ActionDimension, options);
            });

    /// <summary>Lets the flow explore with injected noise, which gives its chain a likelihood.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the noise, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The run has its chain from another call already.</exception>
    public static IFineTuningBuilder UseLearnedNoise(this IFineTuningBuilder builder, Action<NoiseNetOptions>? configure = null)
    {
        ChainClaim.Make(builder, nameof(UseLearnedNoise));
        return builder.AddNoise<NoiseNetOptions, NoiseNetOptionsValidator>(Noise, configure, NoiseNets.Create);
    }

    /// <summary>Lets the flow explore with noise of the application's own, which gives its chain a likelihood.</summary>
    /// <remarks>
    /// The run makes a <see cref="NoisyFlowPolicy"/> of the flow and the noise. Parameters of the noise are learned and kept with those of the
    /// policy; a checkpoint acts without noise wherever it is loaded, and with it in this run alone.
    /// </remarks>
    /// <typeparam name="TOptions">The options of the noise.</typeparam>
    /// <typeparam name="TValidator">Their validator.</typeparam>
    /// <param name="builder">The run being composed.</param>
    /// <param name="descriptor">The catalog entry of the noise.</param>
    /// <param name="configure">Configures the noise, or <see langword="null"/> for the defaults.</param>
    /// <param name="create">Makes the noise for a flow policy, its number of denoising steps and the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The run has its chain from another call already.</exception>
    public static IFineTuningBuilder UseNoise<TOptions, TValidator>(
        this IFineTuningBuilder builder,
        ComponentDescriptor descriptor,
        Action<TOptions>? configure,
        Func<IFlowPolicy, int, TOptions, INoiseNet> create)
        where TOptions : class, new()
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        ArgumentNullException.ThrowIfNull(create);
        ChainClaim.Make(builder, nameof(UseNoise));
        return builder.AddNoise<TOptions, TValidator>(descriptor, configure, create);
    }

    /// <summary>Lets the flow explore without a noise net: by Flow-SDE, Flow-CPS or fixed noise.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the sampler, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The run has its chain from another call already.</exception>
    public static IFineTuningBuilder UseStochasticSampler(this IFineTuningBuilder builder, Action<StochasticSamplerOptions>? configure = null)
    {
        ChainClaim.Make(builder, nameof(UseStochasticSampler));
        return builder.UseComponent<IChainPolicy, StochasticSamplerOptions, StochasticSamplerOptionsValidator>(
            Sampler,
            configure,
            (services, key, options) => StochasticFlow.Create(FlowOf(services, key), ChainOf(services, key), options));
    }

    /// <summary>Predicts returns from the state; without this call the defaults apply.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the layers, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseStateCritic(this IFineTuningBuilder builder, Action<PerceptronOptions>? configure = null) =>
        builder.UseComponent<IValueFunction, PerceptronOptions, PerceptronOptionsValidator>(
            Critic,
            configure,
            (services, key, options) => new StateValueFunction(ObservationSize(services.GetRequiredEnvironments(key)), options));

    private static IFineTuningBuilder UseFlow<TOptions, TValidator>(
        this IFineTuningBuilder builder,
        ComponentDescriptor descriptor,
        Action<TOptions>? configure,
        Func<ActionChunkSpec, int, TOptions, IFlowPolicy> create)
        where TOptions : FlowPolicyOptions, new()
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        builder.UseComponent<IFlowPolicy, TOptions, TValidator>(
            descriptor,
            configure,
            (services, key, options) =>
            {
                (ActionChunkSpec chunk, int observationSize) = Sizes(services, key, options.Horizon, options.ExecutedSteps);
                return create(chunk, observationSize, options);
            });
        builder.Services.AddKeyedSingleton(
            builder.Name, (services, _) => services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(builder.Name).Chain);
        return builder;
    }

    private static (ActionChunkSpec Chunk, int ObservationSize) Sizes(IServiceProvider services, object? key, int horizon, int executedSteps)
    {
        IVectorEnvironmentFactory environments = services.GetRequiredEnvironments(key);
        return (new ActionChunkSpec(horizon, executedSteps, environments.Spec.ActionDimension), ObservationSize(environments));
    }

    private static int ObservationSize(IVectorEnvironmentFactory environments) =>
        environments.ObservationHistory * environments.Spec.ObservationDimension;

    private static IFineTuningBuilder AddNoise<TOptions, TValidator>(
        this IFineTuningBuilder builder,
        ComponentDescriptor descriptor,
        Action<TOptions>? configure,
        Func<IFlowPolicy, int, TOptions, INoiseNet> create)
        where TOptions : class, new()
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        builder.UseComponent<INoiseNet, TOptions, TValidator>(
            descriptor, configure, (services, key, options) => create(FlowOf(services, key), ChainOf(services, key).DenoisingSteps, options));
        builder.Services.AddKeyedSingleton<IChainPolicy>(
            builder.Name,
            (services, key) => new NoisyFlowPolicy(FlowOf(services, key), services.GetRequiredKeyedService<INoiseNet>(key), ChainOf(services, key)));
        return builder;
    }

    private static IFlowPolicy FlowOf(IServiceProvider services, object? key) => services.GetRequiredPart<IFlowPolicy>(
        key, $"Its noise is that of a flow: add {nameof(UseRectifiedFlow)} or {nameof(UseShortcut)}, or a flow of your own by UseComponent.");

    /// <remarks>A flow policy of the user's own may leave the chain at its defaults.</remarks>
    private static NoisyFlowOptions ChainOf(IServiceProvider services, object? key) =>
        services.GetKeyedService<NoisyFlowOptions>(key) ?? new NoisyFlowOptions();
}

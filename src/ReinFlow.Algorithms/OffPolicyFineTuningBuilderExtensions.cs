using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;
using ReinFlow.Catalog;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow;

/// <summary>Chooses an off-policy algorithm and how its transitions are kept.</summary>
public static class OffPolicyFineTuningBuilderExtensions
{
    private static readonly ComponentDescriptor Sac =
        new(ComponentKind.FineTuner, "sac", typeof(SacOptions), "Soft actor-critic: off-policy, with a learned temperature.");

    private static readonly ComponentDescriptor Rlpd =
        new(ComponentKind.FineTuner, "rlpd", typeof(RlpdOptions), "Soft actor-critic on half offline, half collected data, with many updates per decision.");

    private static readonly ComponentDescriptor Fql =
        new(ComponentKind.FineTuner, "fql", typeof(FqlOptions), "Flow Q-learning: a one-step policy, distilled from a flow that imitates, climbs the critic.");

    private static readonly ComponentDescriptor Replay =
        new(ComponentKind.Replay, "replay", typeof(ReplayOptions), "A ring of transitions, mixed with offline data.");

    /// <summary>Gets the off-policy algorithms of this package, and how their transitions are kept.</summary>
    public static IReadOnlyList<ComponentDescriptor> Components { get; } = [Sac, Rlpd, Fql, Replay];

    /// <summary>Trains with soft actor-critic.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the algorithm, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseSac(this IFineTuningBuilder builder, Action<SacOptions>? configure = null) =>
        builder.UseSoftActorCritic<SacOptions, SacOptionsValidator>(Sac, configure);

    /// <summary>Trains with RLPD; offline data come from a keyed <see cref="ITransitions"/>, as <c>UseTransitions</c> registers it.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the algorithm, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseRlpd(this IFineTuningBuilder builder, Action<RlpdOptions>? configure = null) =>
        builder.UseSoftActorCritic<RlpdOptions, RlpdOptionsValidator>(Rlpd, configure);

    /// <summary>Trains with flow Q-learning; <c>UseOneStepFlow</c> chooses its policy, and offline data come as <c>UseTransitions</c> registers them.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures the algorithm, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseFql(this IFineTuningBuilder builder, Action<FqlOptions>? configure = null) =>
        builder.UseOffPolicy<FqlOptions, FqlOptionsValidator>(
            Fql,
            configure,
            (services, key, options) =>
            {
                IOneStepPolicy policy = services.GetKeyedService<IOneStepPolicy>(key) ?? throw new InvalidOperationException(
                    $"The run '{key}' learns by FQL, but has no one-step policy. Add UseOneStepFlow() to it.");
                var parts = new FqlParts(
                    services.GetRequiredKeyedService<IFlowPolicy>(key).Network,
                    services.GetRequiredKeyedService<IImitationObjective>(key),
                    services.GetRequiredKeyedService<IActionSampler>(key),
                    policy,
                    services.GetRequiredKeyedService<IActionValueFunction>(key));
                return (engine, random) => new FqlAlgorithm(engine, parts, options, random);
            });

    /// <summary>Configures the replay buffer of the run; without this call the defaults apply.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures it, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseReplay(this IFineTuningBuilder builder, Action<ReplayOptions>? configure = null) =>
        builder.UseComponent<ReplayOptions, ReplayOptions, ReplayOptionsValidator>(Replay, configure, (_, _, options) => options);

    /// <summary>Trains with an off-policy algorithm, of this package or of the application.</summary>
    /// <typeparam name="TOptions">The options of the algorithm.</typeparam>
    /// <typeparam name="TValidator">Their validator.</typeparam>
    /// <param name="builder">The run being composed.</param>
    /// <param name="descriptor">The catalog entry of the algorithm.</param>
    /// <param name="configure">Configures the algorithm, or <see langword="null"/> for the defaults.</param>
    /// <param name="create">Makes it from the run's services, the key and the options; the initial parameters come from the source.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseOffPolicy<TOptions, TValidator>(
        this IFineTuningBuilder builder,
        ComponentDescriptor descriptor,
        Action<TOptions>? configure,
        Func<IServiceProvider, object?, TOptions, Func<TensorEngine, RandomSource, IOffPolicyAlgorithm>> create)
        where TOptions : OffPolicyOptions, new()
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        ArgumentNullException.ThrowIfNull(create);
        builder.UseComponent<IFineTuner, TOptions, TValidator>(
            descriptor,
            configure,
            (services, key, options) => Run(services, key, options, create(services, key, options)));
        builder.Services.AddKeyedSingleton<OffPolicyOptions>(
            builder.Name, (services, _) => services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(builder.Name));
        return builder;
    }

    private static OffPolicyRun Run(
        IServiceProvider services, object? key, OffPolicyOptions options, Func<TensorEngine, RandomSource, IOffPolicyAlgorithm> algorithm)
    {
        IVectorEnvironmentFactory environments = services.GetRequiredEnvironments(key);
        RunStorage? storage = services.GetKeyedService<RunStorage>(key);
        var parts = new OffPolicyParts(algorithm, environments)
        {
            Normalization = services.GetKeyedService<Normalization>(key) ?? services.GetKeyedService<IPolicyStart>(key)?.Normalization,
            OfflineData = services.GetKeyedService<ITransitions>(key),
            Replay = services.GetKeyedService<ReplayOptions>(key) ?? new ReplayOptions(),
            Checkpoints = services.GetKeyedService<IFineTuningCheckpoints>(key),
            DumpDirectory = storage?.Folder,
        };
        var run = new OffPolicyRun(services.GetRequiredService<TensorEngine>(), parts, options, services.GetService<ILogger<OffPolicyTrainer>>());
        if (storage?.Resume is { } checkpoint)
        {
            run.Restore(checkpoint);
        }

        return run;
    }

    private static IFineTuningBuilder UseSoftActorCritic<TOptions, TValidator>(
        this IFineTuningBuilder builder, ComponentDescriptor descriptor, Action<TOptions>? configure)
        where TOptions : SoftActorCriticOptions, new()
        where TValidator : class, IValidateOptions<TOptions>, new() =>
        builder.UseOffPolicy<TOptions, TValidator>(
            descriptor,
            configure,
            (services, key, options) =>
            {
                var parts = new SoftActorCriticParts(
                    services.GetRequiredKeyedService<IReparameterizedPolicy>(key), services.GetRequiredKeyedService<IActionValueFunction>(key));
                return (engine, random) => new SoftActorCritic(engine, parts, options, random);
            });
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ReinFlow.Catalog;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Environments.MuJoCo;

namespace ReinFlow;

/// <summary>Chooses the environment of a fine-tuning run.</summary>
public static class EnvironmentFineTuningBuilderExtensions
{
    private const string AvoidingName = "Avoiding";
    private const int DefaultCount = 40;

    private static readonly ComponentDescriptor Transitions =
        new(ComponentKind.OfflineData, "transitions", typeof(TransitionOptions), "Recorded episodes with their rewards.");

    /// <summary>Gets the components of this package.</summary>
    public static IReadOnlyList<ComponentDescriptor> Components { get; } =
    [
        Describe(AvoidingName, "Steers a rod past six obstacles; it needs no native library."),
        .. LocomotionEnvironment.Tasks.Select(task => Describe(task, "Walks a robot on MuJoCo.")),
        Transitions,
    ];

    /// <summary>Fine-tunes in an environment of the application's own.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="name">The name of the environment for the catalog.</param>
    /// <param name="create">Makes one environment; it is called once per parallel environment.</param>
    /// <param name="configure">Configures how many run in parallel, or <see langword="null"/> for 40.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseEnvironment(
        this IFineTuningBuilder builder, string name, Func<IServiceProvider, IEnvironment> create, Action<VectorEnvironmentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        builder.UseComponent<IVectorEnvironmentFactory, VectorEnvironmentOptions, VectorEnvironmentOptionsValidator>(
            Components.FirstOrDefault(component => component.Name == name) ?? Describe(name, "An environment of the application."),
            options =>
            {
                options.Count = DefaultCount;
                configure?.Invoke(options);
            },
            (services, _, options) => new VectorEnvironmentFactory(() => create(services), options, services.GetService<ILogger<VectorEnvironment>>()));

        // Runs of recipes make their own parallel environments of it.
        builder.Services.AddKeyedSingleton<Func<IEnvironment>>(builder.Name, (services, _) => () => create(services));
        return builder;
    }

    /// <summary>Fine-tunes in Avoiding, which needs no native library.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures how many run in parallel, or <see langword="null"/> for 40.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseAvoiding(this IFineTuningBuilder builder, Action<VectorEnvironmentOptions>? configure = null) =>
        builder.UseEnvironment(AvoidingName, _ => new Avoiding(), configure);

    /// <summary>Fine-tunes in a locomotion task on the installed MuJoCo.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="task">The name of the task, one of <see cref="LocomotionEnvironment.Tasks"/>, such as <c>Hopper-v2</c>.</param>
    /// <param name="locomotion">The masses and where the library is, or <see langword="null"/> for the defaults.</param>
    /// <param name="configure">Configures how many run in parallel, or <see langword="null"/> for 40.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    public static IFineTuningBuilder UseMuJoCo(
        this IFineTuningBuilder builder, string task, LocomotionOptions? locomotion = null, Action<VectorEnvironmentOptions>? configure = null)
    {
        string name = LocomotionTasks.Find(task).Spec.Name;

        // One compiled model serves all environments of the run, so the factory is made once, when the first one is needed.
        Func<IEnvironment>? factory = null;
        return builder.UseEnvironment(
            name,
            services => (factory ??= LocomotionEnvironment.CreateFactory(name, locomotion, services.GetService<ILogger<LocomotionEnvironment>>()))(),
            configure);
    }

    /// <summary>Learns from recorded transitions with their rewards: offline, or mixed with what is collected.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="path">The path of a <c>train.npz</c> with rewards and terminals; <c>normalization.npz</c> lies beside it.</param>
    /// <param name="configure">Configures how episodes are cut, or <see langword="null"/> for single steps.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseTransitions(this IFineTuningBuilder builder, string path, Action<TransitionOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        builder.UseComponent<ITransitions, TransitionOptions, TransitionOptionsValidator>(
            Transitions,
            configure,
            (_, _, options) => TransitionSet.Load(path, options));
        builder.Services.AddKeyedSingleton(
            builder.Name, (_, _) => NormalizationFile.Load(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, NormalizationFile.Name)));
        return builder;
    }

    private static ComponentDescriptor Describe(string name, string summary) =>
        new(ComponentKind.Environment, name, typeof(VectorEnvironmentOptions), summary);
}

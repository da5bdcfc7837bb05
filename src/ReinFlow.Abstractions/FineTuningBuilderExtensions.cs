using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ReinFlow.Catalog;
using ReinFlow.FineTuning;

namespace ReinFlow;

/// <summary>The one way in which a component enters a fine-tuning run.</summary>
public static class FineTuningBuilderExtensions
{
    /// <summary>Uses a component in the run, with options that are validated when the host starts.</summary>
    /// <typeparam name="TService">The role of the component.</typeparam>
    /// <typeparam name="TOptions">The options of the component.</typeparam>
    /// <typeparam name="TValidator">The validator of the options.</typeparam>
    /// <param name="builder">The run being composed.</param>
    /// <param name="descriptor">The catalog entry of the component.</param>
    /// <param name="configure">Configures the options, or <see langword="null"/> for the defaults.</param>
    /// <param name="factory">Creates the component from the run's services and options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The run has a component of this role already.</exception>
    public static IFineTuningBuilder UseComponent<TService, TOptions, TValidator>(
        this IFineTuningBuilder builder,
        ComponentDescriptor descriptor,
        Action<TOptions>? configure,
        Func<IServiceProvider, object?, TOptions, TService> factory)
        where TService : class
        where TOptions : class, new()
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(factory);

        if (builder.Services.Any(service => service.IsKeyedService && service.ServiceType == typeof(TService) && Equals(service.ServiceKey, builder.Name)))
        {
            throw new InvalidOperationException(
                $"The fine-tuning run '{builder.Name}' already has a {descriptor.Kind}. Use a second run for a second {descriptor.Kind}.");
        }

        OptionsBuilder<TOptions> options = builder.Services.AddOptions<TOptions>(builder.Name).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>>(new RunOptionsValidator<TOptions, TValidator>()));
        if (!builder.Services.Any(service => !service.IsKeyedService && Equals(service.ImplementationInstance, descriptor)))
        {
            builder.Services.AddSingleton(descriptor);
        }

        builder.Services.AddKeyedSingleton(
            builder.Name,
            (provider, key) => Observe(
                provider, builder.Name, factory(provider, key, provider.GetRequiredService<IOptionsMonitor<TOptions>>().Get(builder.Name))));
        return builder;
    }

    /// <summary>Sends the progress of the run to a sink of the application; a run may have several.</summary>
    /// <remarks>
    /// A sink gets every report in order, on the training thread. One that throws is logged and does not end the run. A sink that is disposable is
    /// disposed with the container.
    /// </remarks>
    /// <typeparam name="TSink">The sink; its constructor gets services, and the name of the run where it asks for it by <c>[ServiceKey] string</c>.</typeparam>
    /// <param name="builder">The run being composed.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseSink<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink>(
        this IFineTuningBuilder builder)
        where TSink : class, IProgress<FineTuningProgress>
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddKeyedSingleton<IProgress<FineTuningProgress>, TSink>(builder.Name);
        return builder;
    }

    /// <summary>Sends the progress of the run to a sink that a function makes; a run may have several.</summary>
    /// <remarks>
    /// A sink gets every report in order, on the training thread. One that throws is logged and does not end the run. A sink that is disposable is
    /// disposed with the container.
    /// </remarks>
    /// <param name="builder">The run being composed.</param>
    /// <param name="create">Makes the sink from the services.</param>
    /// <returns>The same builder.</returns>
    public static IFineTuningBuilder UseSink(this IFineTuningBuilder builder, Func<IServiceProvider, IProgress<FineTuningProgress>> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddKeyedSingleton(builder.Name, (services, _) => create(services));
        return builder;
    }

    /// <remarks>Whoever registers a fine-tuner, its reports reach sinks, metrics and traces.</remarks>
    private static TService Observe<TService>(IServiceProvider services, string run, TService component)
        where TService : class => component is IFineTuner tuner && typeof(TService) == typeof(IFineTuner)
        ? (TService)(IFineTuner)new ObservedFineTuner(
            run,
            tuner,
            services.GetKeyedServices<IProgress<FineTuningProgress>>(run),
            services.GetService<FineTuningMetrics>(),
            services.GetService<ILogger<ObservedFineTuner>>())
        : component;
}

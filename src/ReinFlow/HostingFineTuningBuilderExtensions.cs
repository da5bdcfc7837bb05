using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ReinFlow.FineTuning;
using ReinFlow.Hosting;

namespace ReinFlow;

/// <summary>Lets a host do the fine-tuning.</summary>
public static class HostingFineTuningBuilderExtensions
{
    /// <summary>Fine-tunes in the background of the host, from its start. A keyed <see cref="FineTuningService"/> tells how far it is.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="configure">Configures what happens at the end, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The run runs in the background already.</exception>
    public static IFineTuningBuilder RunInBackground(this IFineTuningBuilder builder, Action<BackgroundFineTuningOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string run = builder.Name;
        if (builder.Services.Any(service => service.ServiceType == typeof(FineTuningService) && Equals(service.ServiceKey, run)))
        {
            throw new InvalidOperationException($"The fine-tuning run '{run}' runs in the background already. Call RunInBackground once.");
        }

        OptionsBuilder<BackgroundFineTuningOptions> options = builder.Services.AddOptions<BackgroundFineTuningOptions>(run);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.AddKeyedSingleton(run, (services, _) => new FineTuningService(
            run,
            () => services.GetRequiredKeyedService<IFineTuner>(run),
            services.GetRequiredService<IOptionsMonitor<BackgroundFineTuningOptions>>().Get(run),
            services.GetService<IHostApplicationLifetime>(),
            services.GetService<ILogger<FineTuningService>>()));
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredKeyedService<FineTuningService>(run));
        return builder;
    }
}

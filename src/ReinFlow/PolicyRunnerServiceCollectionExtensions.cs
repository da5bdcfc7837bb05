using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ReinFlow.Policies;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds trained policies to a service collection.</summary>
public static class PolicyRunnerServiceCollectionExtensions
{
    /// <summary>Adds a saved policy, resolved as a keyed <see cref="IPolicyRunner"/>; it is loaded when it is first asked for.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the policy: its key, and the name of its options.</param>
    /// <param name="path">A checkpoint folder, a run folder, or a safetensors or PyTorch file.</param>
    /// <param name="configure">Configures how it acts, or <see langword="null"/> for the defaults.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddPolicyRunner(
        this IServiceCollection services, string name, string path, Action<PolicyRunnerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        OptionsBuilder<PolicyRunnerOptions> options = services.AddOptions<PolicyRunnerOptions>(name).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PolicyRunnerOptions>, PolicyRunnerOptionsValidator>());
        services.AddKeyedSingleton<IPolicyRunner>(
            name, (provider, _) => PolicyRunner.Load(path, provider.GetRequiredService<IOptionsMonitor<PolicyRunnerOptions>>().Get(name)));
        return services;
    }
}

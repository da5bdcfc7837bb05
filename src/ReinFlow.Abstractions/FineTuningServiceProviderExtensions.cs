using Microsoft.Extensions.DependencyInjection;
using ReinFlow.Environments;

namespace ReinFlow;

/// <summary>Finds the parts of a run among the services, for components that need others.</summary>
public static class FineTuningServiceProviderExtensions
{
    /// <summary>Gets a part of a run, and says what to add if the run has none.</summary>
    /// <typeparam name="TService">The role of the part.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="run">The name of the run, by which its parts are keyed.</param>
    /// <param name="cure">What to add, as a sentence, such as <c>Add UseAvoiding() to it.</c></param>
    /// <returns>The part.</returns>
    /// <exception cref="InvalidOperationException">The run has no such part.</exception>
    public static TService GetRequiredPart<TService>(this IServiceProvider services, object? run, string cure)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.GetKeyedService<TService>(run)
            ?? throw new InvalidOperationException($"The run '{run}' has no {typeof(TService).Name}. {cure}");
    }

    /// <summary>Gets what makes the environments of a run, and with it the sizes of its observations and actions.</summary>
    /// <param name="services">The services.</param>
    /// <param name="run">The name of the run.</param>
    /// <returns>The factory.</returns>
    /// <exception cref="InvalidOperationException">The run has no environment.</exception>
    public static IVectorEnvironmentFactory GetRequiredEnvironments(this IServiceProvider services, object? run) =>
        services.GetRequiredPart<IVectorEnvironmentFactory>(run, "Add UseEnvironment, UseMuJoCo or UseAvoiding.");
}

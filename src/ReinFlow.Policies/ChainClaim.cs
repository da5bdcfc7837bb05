using Microsoft.Extensions.DependencyInjection;
using ReinFlow.Policies;

namespace ReinFlow;

/// <summary>The call by which a fine-tuning run got its chain, so that a second one is refused instead of winning silently.</summary>
/// <param name="Call">The method.</param>
internal sealed record ChainClaim(string Call)
{
    /// <summary>Notes that a call gives the run its chain.</summary>
    /// <param name="builder">The run being composed.</param>
    /// <param name="call">The method.</param>
    /// <exception cref="InvalidOperationException">Another call did already.</exception>
    public static void Make(IFineTuningBuilder builder, string call)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string? earlier = Of<ChainClaim>(builder)?.KeyedImplementationInstance is ChainClaim claim ? claim.Call
            : Of<IChainPolicy>(builder) is not null ? "another call that adds an IChainPolicy"
            : null;

        // The same call twice is refused by the component itself.
        if (earlier is not null && earlier != call)
        {
            throw new InvalidOperationException(
                $"The fine-tuning run '{builder.Name}' has its chain from {earlier} already, and {call} would give it another one. Keep one of the two calls.");
        }

        builder.Services.AddKeyedSingleton(builder.Name, new ChainClaim(call));
    }

    private static ServiceDescriptor? Of<TService>(IFineTuningBuilder builder) => builder.Services.FirstOrDefault(
        service => service.IsKeyedService && service.ServiceType == typeof(TService) && Equals(service.ServiceKey, builder.Name));
}

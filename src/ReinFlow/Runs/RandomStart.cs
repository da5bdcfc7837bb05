using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>Starts a policy from its random parameters, in ranges that fit its environment.</summary>
internal sealed class RandomStart : IPolicyStart
{
    private RandomStart(Normalization normalization) => Normalization = normalization;

    /// <inheritdoc/>
    public Normalization Normalization { get; }

    /// <summary>Plays random actions to see how large observations are.</summary>
    public static RandomStart Of(Func<IEnvironment> factory, RandomSource random)
    {
        using IEnvironment environment = factory();
        return new RandomStart(ObservationScale.Measure(environment, random));
    }

    /// <inheritdoc/>
    public void CopyTo(ParameterStore parameters)
    {
        // The parameters have their random values already.
    }
}

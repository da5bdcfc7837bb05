namespace ReinFlow.Policies;

/// <summary>Makes chains of flow policies that explore without a noise net.</summary>
public static class StochasticFlow
{
    /// <summary>Makes a chain whose denoising steps are all stochastic, or one of them, as the options say.</summary>
    /// <param name="policy">The velocity field.</param>
    /// <param name="chain">The denoising steps.</param>
    /// <param name="options">The sampler.</param>
    /// <returns>The chain.</returns>
    /// <exception cref="ArgumentException">The options are invalid, or do not fit together.</exception>
    public static IChainPolicy Create(IFlowPolicy policy, NoisyFlowOptions chain, StochasticSamplerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Steps == StochasticSteps.OneAtRandom
            ? new SingleStepFlowPolicy(policy, chain, options)
            : new StochasticFlowPolicy(policy, chain, options);
    }

    internal static void Require(IFlowPolicy policy, NoisyFlowOptions chain, StochasticSamplerOptions options, StochasticSteps steps)
    {
        ArgumentNullException.ThrowIfNull(policy);
        OptionsGuard.Require(chain, new NoisyFlowOptionsValidator());
        OptionsGuard.Require(options, new StochasticSamplerOptionsValidator());
        if (options.Steps != steps)
        {
            throw new ArgumentException($"{nameof(options.Steps)} ({options.Steps}) must be {steps} for this policy.", nameof(options));
        }

        if (options.Check(chain).FirstOrDefault() is { } failure)
        {
            throw new ArgumentException(failure.ErrorMessage, nameof(chain));
        }
    }
}

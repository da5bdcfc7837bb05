using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>A saved policy that acts: its sampler, and the parameters that the sampler reads.</summary>
/// <param name="Sampler">Takes observations and noise to action chunks.</param>
/// <param name="Parameters">The parameters; they are the owner's to dispose.</param>
internal sealed record ActingPolicy(IActionSampler Sampler, ParameterStore Parameters) : IDisposable
{
    /// <summary>Makes the policy of a recipe and fills it from a file.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="networks">Makes its networks.</param>
    /// <param name="engine">Holds the parameters.</param>
    /// <param name="policy">The file.</param>
    /// <param name="mode">Whether noise is injected, which needs a fine-tuned policy of a flow.</param>
    /// <exception cref="RecipeException">Recipe and file do not fit together.</exception>
    public static ActingPolicy Load(Recipe recipe, PolicyNetworks networks, TensorEngine engine, PolicyFile policy, SampleMode mode)
    {
        switch (recipe.Policy.Kind)
        {
            case PolicyKind.SquashedGaussian:
                SquashedGaussianPolicy squashed = networks.Squashed();
                return Fill(engine, new ReparameterizedActionSampler(squashed, mode), squashed.Network, store => policy.CopyLearned(store, "actor"));
            case PolicyKind.OneStepFlow:
                OneStepPolicy oneStep = networks.OneStep().Policy;
                return Fill(engine, oneStep, new ModuleGroup(("actor", oneStep.Network)), policy.CopyOneStep);
            case not (PolicyKind.RectifiedFlow or PolicyKind.Shortcut):
                IChainPolicy own = networks.OwnChain();
                return Fill(engine, new ChainActionSampler(own, mode), own.Network, policy.CopyTo);
        }

        IFlowPolicy flow = networks.Flow();
        if (mode == SampleMode.Deterministic)
        {
            return Fill(
                engine, networks.Sampler(flow), new ModuleGroup(("network", flow.Network)), store => policy.CopyFlow(store, "network."));
        }

        IChainPolicy chain = networks.Chain(flow);
        return Fill(engine, new ChainActionSampler(chain, mode), chain.Network, policy.CopyActor);
    }

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();

    /// <summary>Makes the parameters of a sampler and fills them.</summary>
    /// <param name="engine">Holds the parameters.</param>
    /// <param name="sampler">The sampler.</param>
    /// <param name="network">Its networks.</param>
    /// <param name="copy">Copies the saved values.</param>
    public static ActingPolicy Fill(TensorEngine engine, IActionSampler sampler, Module network, Action<ParameterStore> copy)
    {
        var parameters = new ParameterStore(engine, network, new RandomSource(0));
        try
        {
            copy(parameters);
            return new ActingPolicy(sampler, parameters);
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }
}

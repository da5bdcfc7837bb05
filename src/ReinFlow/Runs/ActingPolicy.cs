using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>A saved policy with its parameters in place: what evaluations and applications act with.</summary>
/// <param name="Sampler">The policy.</param>
/// <param name="Parameters">Its parameters; the caller disposes them.</param>
internal sealed record ActingPolicy(IActionSampler Sampler, ParameterStore Parameters)
{
    /// <summary>Loads a policy.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="sizes">The features of an observation and the components of an action.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="file">The saved policy.</param>
    /// <param name="mode">Whether noise is injected.</param>
    /// <exception cref="RecipeException">Recipe and file do not fit together.</exception>
    public static ActingPolicy Load(Recipe recipe, (int Observation, int Action) sizes, TensorEngine engine, PolicyFile file, SampleMode mode)
    {
        EvaluationRun.RequireMode(recipe, mode);
        var networks = new PolicyNetworks(recipe.Policy, sizes.Observation, sizes.Action);
        switch (recipe.Policy.Kind)
        {
            case PolicyKind.SquashedGaussian:
                SquashedGaussianPolicy squashed = networks.Squashed();
                return Make(engine, squashed.Network, new ReparameterizedActionSampler(squashed, mode), store => file.CopyLearned(store, "actor"));
            case PolicyKind.OneStepFlow:
                OneStepPolicy oneStep = networks.OneStep().Policy;
                return Make(engine, new ModuleGroup(("actor", oneStep.Network)), oneStep, file.CopyOneStep);
            case var _ when !networks.IsFlow:
                IChainPolicy own = networks.OwnChain();
                return Make(engine, own.Network, new ChainActionSampler(own, mode), file.CopyTo);
            case var _ when mode == SampleMode.Stochastic:
                IChainPolicy chain = networks.Chain(networks.Flow());
                return Make(engine, chain.Network, new ChainActionSampler(chain, mode), file.CopyActor);
            default:
                IFlowPolicy flow = networks.Flow();
                return Make(
                    engine, new ModuleGroup(("network", flow.Network)), networks.Sampler(flow), store => file.CopyFlow(store, "network."));
        }
    }

    /// <summary>Makes the parameters of a sampler and fills them.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="network">The networks of the sampler.</param>
    /// <param name="sampler">The sampler.</param>
    /// <param name="copy">Copies the saved values.</param>
    public static ActingPolicy Make(TensorEngine engine, Module network, IActionSampler sampler, Action<ParameterStore> copy)
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

using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;

namespace ReinFlow.Runs;

/// <summary>Makes the networks of a recipe for a task.</summary>
internal sealed class PolicyNetworks
{
    private readonly PolicyRecipe _recipe;
    private readonly ActionChunkSpec _chunk;
    private readonly int _observationSize;

    public PolicyNetworks(Recipe recipe, EnvironmentSpec spec)
        : this(recipe.Policy, spec.ObservationDimension, spec.ActionDimension)
    {
    }

    public PolicyNetworks(PolicyRecipe recipe, int observationDimension, int actionDimension)
    {
        _recipe = recipe;
        _chunk = new ActionChunkSpec(recipe.Horizon, recipe.ExecutedSteps, actionDimension);
        _observationSize = recipe.ObservationHistory * observationDimension;
    }

    public RectifiedFlowPolicy Flow() => new(_chunk, _observationSize, _recipe.Network);

    public NoisyFlowPolicy Chain(IFlowPolicy flow) =>
        new(flow, NoiseNets.Create(flow, _recipe.Chain.DenoisingSteps, _recipe.Noise), _recipe.Chain);

    public StateValueFunction Critic() => new(_observationSize, _recipe.Critic);

    public EulerSampler Sampler(IFlowPolicy flow) => new(flow, new EulerSamplerOptions
    {
        DenoisingSteps = _recipe.Chain.DenoisingSteps,
        Grid = _recipe.Chain.Grid,
    });
}

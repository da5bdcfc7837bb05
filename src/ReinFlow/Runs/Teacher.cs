using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>A saved flow policy whose actions a shortcut policy learns in place of the demonstrated ones.</summary>
/// <param name="Policy">The saved policy; of a fine-tuned one the flow network acts, without noise.</param>
/// <param name="Recipe">What describes its network and its denoising steps.</param>
public sealed record Teacher(PolicyFile Policy, Recipe Recipe)
{
    /// <summary>Loads a teacher.</summary>
    /// <param name="path">A run, a checkpoint or a file.</param>
    /// <param name="recipe">The recipe of a teacher that does not describe its own network, by name or path, or <see langword="null"/>.</param>
    /// <returns>The teacher.</returns>
    /// <exception cref="RecipeException">Nothing describes the network of the teacher.</exception>
    public static Teacher Load(string path, string? recipe)
    {
        PolicyFile policy = PolicyFile.Load(path);
        return new Teacher(policy, policy.RecipeOr(recipe));
    }

    /// <summary>Makes the sampler of the teacher, with parameters of its own.</summary>
    /// <exception cref="RecipeException">The teacher's chunks or ranges are not those of the run.</exception>
    internal (EulerSampler Sampler, ParameterStore Parameters) Load(Recipe recipe, EnvironmentSpec spec, Normalization ranges, CpuEngine engine)
    {
        (PolicyRecipe own, PolicyRecipe wanted) = (Recipe.Policy, recipe.Policy);
        if (wanted.Kind != PolicyKind.Shortcut)
        {
            throw new RecipeException($"A teacher teaches shortcut policies, but policy.kind is {wanted.Kind}. Set policy.kind=Shortcut.");
        }

        if ((own.Horizon, own.ExecutedSteps, own.ObservationHistory) != (wanted.Horizon, wanted.ExecutedSteps, wanted.ObservationHistory))
        {
            throw new RecipeException(
                $"The teacher {Policy.Path} sees {own.ObservationHistory} observations and executes {own.ExecutedSteps} of {own.Horizon} actions, " +
                $"the recipe asks for {wanted.ObservationHistory}, {wanted.ExecutedSteps} and {wanted.Horizon}. Make them equal.");
        }

        if (Policy.Normalization is { } taught && !IsSame(taught, ranges))
        {
            throw new RecipeException(
                $"The teacher {Policy.Path} was trained with other ranges of observations and actions than the demonstrations of this run. " +
                "Give it the demonstrations that the teacher was trained on.");
        }

        var networks = new PolicyNetworks(Recipe, spec);
        IFlowPolicy flow = networks.Flow();
        EulerSampler sampler = networks.Sampler(flow);
        var parameters = new ParameterStore(engine, new ModuleGroup(("network", flow.Network)), new RandomSource(0));
        try
        {
            Policy.CopyFlow(parameters, "network.");
            return (sampler, parameters);
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }

    /// <summary>Tells whether two ranges are the same.</summary>
    internal static bool IsSame(Normalization left, Normalization right) =>
        left.ObservationMinimum.SequenceEqual(right.ObservationMinimum)
        && left.ObservationMaximum.SequenceEqual(right.ObservationMaximum)
        && left.ActionMinimum.SequenceEqual(right.ActionMinimum)
        && left.ActionMaximum.SequenceEqual(right.ActionMaximum);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReinFlow.Algorithms;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Recipes;

/// <summary>The critics that an off-policy algorithm has, in whatever somebody does not choose otherwise.</summary>
/// <remarks>A recipe, a run composed by services and one that configures its critics all start from here.</remarks>
/// <param name="services">Know the algorithm of a run by its name.</param>
internal sealed class CriticDefaults(IServiceProvider services) : IConfigureNamedOptions<CriticEnsembleOptions>
{
    private const int RlpdMembers = 10;

    /// <summary>Gets the critics of an algorithm's paper.</summary>
    /// <param name="algorithm">The options of the algorithm, or <see langword="null"/>.</param>
    /// <returns>The critics.</returns>
    public static CriticEnsembleOptions For(OffPolicyOptions? algorithm)
    {
        var critics = new CriticEnsembleOptions();
        Apply(critics, algorithm);
        return critics;
    }

    /// <summary>Completes the critics of a recipe by those of its algorithm.</summary>
    /// <param name="root">The recipe.</param>
    public static void Complete(JsonObject root)
    {
        OffPolicyOptions? algorithm = root["sac"] is JsonObject ? new SacOptions()
            : root["rlpd"] is JsonObject ? new RlpdOptions()
            : root["fql"] is JsonObject ? new FqlOptions()
            : null;
        if (algorithm is null || (root["policy"] ??= new JsonObject()) is not JsonObject policy
            || (policy["critics"] ??= new JsonObject()) is not JsonObject critics)
        {
            // What does not fit is reported where the recipe is read.
            return;
        }

        JsonObject defaults = JsonSerializer.SerializeToNode(For(algorithm), RecipeJsonContext.Default.CriticEnsembleOptions)!.AsObject();
        foreach ((string key, JsonNode? value) in defaults.Where(item => !critics.ContainsKey(item.Key)))
        {
            critics[key] = value?.DeepClone();
        }
    }

    /// <inheritdoc/>
    public void Configure(CriticEnsembleOptions options) => Configure(Options.DefaultName, options);

    /// <inheritdoc/>
    public void Configure(string? name, CriticEnsembleOptions options) => Apply(options, services.GetKeyedService<OffPolicyOptions>(name));

    private static void Apply(CriticEnsembleOptions critics, OffPolicyOptions? algorithm)
    {
        if (algorithm is not SoftActorCriticOptions)
        {
            return;
        }

        critics.HiddenLayers = [256, 256];
        critics.Activation = ActivationKind.ReLU;
        critics.LayerNorm = LayerNormPlacement.None;
        critics.LayerNormEpsilon = 1e-5;
        critics.Initialization = LayerInitialization.FanInUniform;
        if (algorithm is RlpdOptions)
        {
            (critics.Members, critics.LayerNorm) = (RlpdMembers, LayerNormPlacement.BeforeActivation);
        }
    }
}

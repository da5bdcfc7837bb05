using ReinFlow.Formats;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Export;

/// <summary>The dictionary that the official implementations would have saved for a policy.</summary>
internal static class OfficialLayout
{
    private const string Network = "network.";
    private const string Eta = "eta.";
    private const string Base = "actor.";
    private const string Mixture = Base + "mlp_weights.";

    /// <summary>Lays a policy out.</summary>
    /// <param name="content">The policy.</param>
    /// <param name="path">Where it comes from, for errors.</param>
    /// <exception cref="RecipeException">The official implementations know no such policy, or it is not clear which one it is.</exception>
    public static Dictionary<object, object?> Of(PolicyContent content, string path)
    {
        NamedValues[] all = [.. content.Tensors.Values];
        bool Has(string prefix) => all.Any(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal));
        if (Has(PolicyNames.Tuned))
        {
            return (content.Recipe?.Policy.Kind ?? Guess(Has, path)) switch
            {
                PolicyKind.Diffusion => Root(content, "itr", Dppo(all, isBaseActing: true)),
                PolicyKind.Gaussian => Root(content, "itr", Dppo(all, isBaseActing: false)),
                _ => ReinFlow(content, all),
            };
        }

        if (Has(PolicyNames.Imitated) || Has(PolicyNames.Averaged))
        {
            string model = Has(PolicyNames.Imitated) ? PolicyNames.Imitated : PolicyNames.Averaged;
            string average = Has(PolicyNames.Averaged) ? PolicyNames.Averaged : PolicyNames.Imitated;
            return Root(content, "epoch", PolicyNames.Move(all, model, Network), ("ema", PolicyNames.Move(all, average, Network)));
        }

        return Has("policy.bc_flow.")
            ? Root(content, "itr", [.. PolicyNames.Move(all, "policy.", string.Empty), .. Same(all, PolicyNames.Critic), .. Same(all, "target_critic.")])
            : throw new RecipeException(
                $"The official implementations have no checkpoints of policies like the one in {path}. Keep it as a checkpoint folder or .safetensors.");
    }

    /// <summary>Tells by the names which kind of policy was fine-tuned.</summary>
    private static PolicyKind Guess(Func<string, bool> has, string path) =>
        has(PolicyNames.Noise) || has(PolicyNames.Start) ? PolicyKind.RectifiedFlow
        : has(PolicyNames.Tuned + "logvar_") ? PolicyKind.Gaussian
        : has(PolicyNames.Frozen) ? PolicyKind.Diffusion
        : throw new RecipeException($"{path} does not say whether its policy is a flow or a diffusion policy. Name its recipe: --recipe RECIPE.");

    /// <summary>The layout of ReinFlow. Without the policy that fine-tuning started from, the fine-tuned one takes its place.</summary>
    private static Dictionary<object, object?> ReinFlow(PolicyContent content, NamedValues[] all)
    {
        NamedValues[] start = [.. Same(all, PolicyNames.Start)];
        NamedValues[] model =
        [
            .. start.Length > 0 ? start : PolicyNames.Move(all, PolicyNames.Tuned, PolicyNames.Start),
            .. Same(all, PolicyNames.Tuned),
            .. Same(all, PolicyNames.Actor).Where(tensor => !tensor.Name.StartsWith(PolicyNames.Tuned, StringComparison.Ordinal)),
            .. Same(all, PolicyNames.Critic),
        ];
        return Root(content, "itr", model, ("policy", PolicyNames.Move(all, PolicyNames.Tuned, Network)));
    }

    /// <summary>
    /// The layout of DPPO, whose acting network is the frozen one of a diffusion policy, but the fine-tuned one of a Gaussian. Mixtures
    /// have no frozen network; where another policy lacks it, the fine-tuned one takes its place.
    /// </summary>
    private static NamedValues[] Dppo(NamedValues[] all, bool isBaseActing)
    {
        NamedValues[] frozen = [.. PolicyNames.Move(all, PolicyNames.Frozen, Base)];
        NamedValues[] own = [.. PolicyNames.Move(all, PolicyNames.Tuned, Base)];
        bool isMixture = own.Any(tensor => tensor.Name.StartsWith(Mixture, StringComparison.Ordinal));
        NamedValues[] kept = frozen.Length > 0 ? frozen : isMixture ? [] : own;
        return
        [
            .. PolicyNames.Move(isBaseActing ? kept : own, Base, Network),
            .. Same(all, Eta),
            .. kept,
            .. PolicyNames.Move(all, PolicyNames.Tuned, PolicyNames.Actor),
            .. Same(all, PolicyNames.Critic),
        ];
    }

    private static IEnumerable<NamedValues> Same(IEnumerable<NamedValues> all, string prefix) => PolicyNames.Move(all, prefix, prefix);

    private static Dictionary<object, object?> Root(
        PolicyContent content, string counter, IEnumerable<NamedValues> model, (string Key, IEnumerable<NamedValues> Values)? second = null)
    {
        var root = new Dictionary<object, object?> { [counter] = content.Count ?? 0, ["model"] = Tensors(model) };
        if (second is { } more)
        {
            root.Add(more.Key, Tensors(more.Values));
        }

        return root;
    }

    private static OrderedDictionary<string, TensorData> Tensors(IEnumerable<NamedValues> values) =>
        new(values.Select(value => KeyValuePair.Create(value.Name, TensorData.From(value.Shape.ToArray(), value.Values))), StringComparer.Ordinal);
}

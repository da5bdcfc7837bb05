using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>The names of parameters in our checkpoints, and in those of the official implementations.</summary>
/// <remarks>
/// Ours: <c>model.network.*</c> and <c>ema.network.*</c> after imitation; <c>actor_ft.policy.*</c>, <c>actor_ft.explore_noise_net.*</c>,
/// <c>actor_ft.base.*</c> (the frozen network of a diffusion policy) and <c>critic.*</c> after fine-tuning; <c>policy.*</c>,
/// <c>critic.*</c>, <c>target_critic.*</c> of flow Q-learning. Official names come with the key of their state dictionary in front.
/// </remarks>
internal static class PolicyNames
{
    /// <summary>The key of the state dictionary in which the official implementations keep everything.</summary>
    public const string Model = "model.";

    public const string Imitated = Model + "network.";
    public const string Averaged = "ema.network.";
    public const string Actor = "actor_ft.";
    public const string Tuned = "actor_ft.policy.";
    public const string Frozen = "actor_ft.base.";
    public const string Start = "actor_old.";
    public const string Noise = "actor_ft.explore_noise_net.";
    public const string Critic = "critic.";

    private const string PolicyOnly = "policy.network.";
    private const string FlowOfQLearning = Model + "bc_flow.";

    /// <summary>What stands before the names of an official layout, and what before ours; nothing means that we do without.</summary>
    private static readonly (string Official, string? Own)[] ReinFlow =
    [
        (PolicyOnly, null), (Model + Tuned, Tuned), (Model + "actor_ft.mlp_logvar.", Noise + "mlp_logvar."), (Model + "actor_ft.logvar_", Noise + "logvar_"),
        (Model, string.Empty),
    ];

    private static readonly (string Official, string? Own)[] Dppo =
        [(Imitated, null), (Model + "actor.", Frozen), (Model + Actor, Tuned), (Model, string.Empty)];

    private static readonly (string Official, string? Own)[] QLearning =
        [(FlowOfQLearning, "policy.bc_flow."), (Model + "actor.", "policy.actor."), (Model, string.Empty)];

    /// <summary>Gives tensors the names of our checkpoints, whoever wrote them.</summary>
    public static Dictionary<string, NamedValues> ToOwn(IEnumerable<NamedValues> tensors)
    {
        NamedValues[] all = [.. tensors];
        bool Has(string prefix) => all.Any(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal));
        (string Official, string? Own)[] rules =
            Has(Model + Tuned) ? ReinFlow
            : Has(Model + Actor) ? Dppo
            : Has(FlowOfQLearning) ? QLearning
            : Has(PolicyOnly) ? [(PolicyOnly, Tuned)]
            : Has("network.") ? [("network.", Imitated)]
            : [];
        return all
            .Select(tensor => Rename(tensor, rules))
            .OfType<NamedValues>()
            .ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>Copies the tensors of one prefix under another.</summary>
    public static IEnumerable<NamedValues> Move(IEnumerable<NamedValues> tensors, string from, string to) => tensors
        .Where(tensor => tensor.Name.StartsWith(from, StringComparison.Ordinal))
        .Select(tensor => tensor with { Name = to + tensor.Name[from.Length..] });

    private static NamedValues? Rename(NamedValues tensor, (string Official, string? Own)[] rules)
    {
        foreach ((string official, string? own) in rules)
        {
            if (tensor.Name.StartsWith(official, StringComparison.Ordinal))
            {
                return own is null ? null : tensor with { Name = own + tensor.Name[official.Length..] };
            }
        }

        return tensor;
    }
}

using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The networks of FQL in memory: two policies under one optimiser, the critic under another, and what follows or repeats the critic.</summary>
internal sealed class FqlModel : IDisposable
{
    public FqlModel(TensorEngine engine, FqlParts parts, RandomSource random)
    {
        Engine = engine;
        Parts = parts;
        Policies = new ParameterStore(
            engine, new ModuleGroup(("bc_flow.network", parts.Flow), ("actor", parts.Policy.Network)), random.Split("policies"));
        Critic = new ParameterStore(engine, parts.Critic.Network, random.Split("critic"));
        TargetCritic = parts.Critic.CreateTwin();
        TargetCritic.Network.Freeze();
        Target = new ParameterStore(engine, TargetCritic.Network, random.Split("critic"));
        engine.MoveTowards(Target.Values, Critic.Values, 0);
        ConstantCritic = parts.Critic.CreateTwin();
        Critic.Share(ConstantCritic.Network);
        PolicyOptimizer = new AdamW(Policies, new AdamWOptions());
        CriticOptimizer = new AdamW(Critic, new AdamWOptions());
    }

    public TensorEngine Engine { get; }

    public FqlParts Parts { get; }

    /// <summary>Gets the parameters of flow and one-step policy.</summary>
    public ParameterStore Policies { get; }

    public ParameterStore Critic { get; }

    public ParameterStore Target { get; }

    public IActionValueFunction TargetCritic { get; }

    /// <summary>Gets the critic with its parameters held fixed: gradients flow to the actions only.</summary>
    public IActionValueFunction ConstantCritic { get; }

    public AdamW PolicyOptimizer { get; }

    public AdamW CriticOptimizer { get; }

    public void Dispose()
    {
        PolicyOptimizer.Dispose();
        CriticOptimizer.Dispose();
        Policies.Dispose();
        Critic.Dispose();
        Target.Dispose();
    }
}

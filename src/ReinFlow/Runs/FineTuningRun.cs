using Microsoft.Extensions.Logging;
using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>Fine-tuning as a recipe describes it, with everything that it is made of.</summary>
/// <threadsafety>One run at a time.</threadsafety>
public sealed class FineTuningRun : IFineTuner, IDisposable
{
    private readonly RunFolder? _folder;
    private readonly List<IDisposable> _owned = [];
    private readonly OnPolicyTrainer _trainer;

    /// <summary>Initializes a new instance of the <see cref="FineTuningRun"/> class.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="engine">The engine; it stays the caller's to dispose.</param>
    /// <param name="start">The policy to start from, or <see langword="null"/> for a random one.</param>
    /// <param name="folder">Where the run keeps its files, or <see langword="null"/>.</param>
    /// <param name="logger">Receives one entry per iteration, or <see langword="null"/>.</param>
    /// <exception cref="RecipeException">The recipe's parts, or recipe and policy, do not fit together.</exception>
    public FineTuningRun(
        Recipe recipe, CpuEngine engine, PolicyFile? start, RunFolder? folder = null, ILogger<OnPolicyTrainer>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(engine);
        _folder = folder;
        EnvironmentSpec spec = EnvironmentCatalog.SpecOf(recipe.Environment);
        var networks = new PolicyNetworks(recipe, spec);
        RandomSource random = new RandomSource(recipe.Algorithm.Seed).Split("parameters");
        RectifiedFlowPolicy flow = networks.Flow();
        NoisyFlowPolicy policy = networks.Chain(flow);
        StateValueFunction critic = networks.Critic();
        ParameterStore policyParameters = Own(new ParameterStore(engine, policy.Network, random.Split("policy")));
        ParameterStore criticParameters = Own(new ParameterStore(engine, critic.Network, random.Split("critic")));
        start?.CopyFlow(policyParameters, "policy.");
        IPolicyRegularizer? regularizer = Regularizer(recipe, engine, networks, flow, start);
        Normalization = start?.NormalizationFor(recipe);
        var setup = new OnPolicySetup(
            new OnPolicyModel(policy, policyParameters, critic, criticParameters, regularizer),
            Own(EnvironmentCatalog.Create(recipe, Normalization, engine.Threads)),
            Own(EnvironmentCatalog.Create(recipe, Normalization, engine.Threads)))
        {
            Checkpoints = folder is null ? null : new FineTuningCheckpoints(folder.Checkpoints, Attachments.Of(recipe, Normalization)),
            DumpDirectory = folder?.Path,
        };
        _trainer = Own(OnPolicyTrainer.ReinFlow(setup, recipe.Algorithm, logger));
    }

    /// <summary>Gets the ranges of the demonstrations that the policy was trained on, or <see langword="null"/>.</summary>
    public Normalization? Normalization { get; }

    /// <inheritdoc/>
    public async Task<FineTuningReport> FineTuneAsync(
        IProgress<FineTuningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (_folder is null)
        {
            return await _trainer.FineTuneAsync(progress, cancellationToken).ConfigureAwait(false);
        }

        using var csv = new FineTuningCsv(_folder.Progress);
        return await _trainer.FineTuneAsync(new Sink(csv, progress), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }

        _owned.Clear();
    }

    private WassersteinRegularizer? Regularizer(
        Recipe recipe, CpuEngine engine, PolicyNetworks networks, RectifiedFlowPolicy flow, PolicyFile? start)
    {
        if (recipe.Regularizer is not { } options)
        {
            return null;
        }

        RectifiedFlowPolicy frozen = networks.Flow();
        ParameterStore parameters = Own(new ParameterStore(engine, new ModuleGroup(("network", frozen.Network)), new RandomSource(recipe.Algorithm.Seed)));
        (start ?? throw new RecipeException("A regularizer keeps the policy near the one it started from, but there is none. Give a start with --from."))
            .CopyFlow(parameters, "network.");
        return new WassersteinRegularizer(frozen, flow, options);
    }

    private T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Add(part);
        return part;
    }

    private sealed class Sink(FineTuningCsv csv, IProgress<FineTuningProgress>? next) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value)
        {
            csv.Report(value);
            next?.Report(value);
        }
    }
}

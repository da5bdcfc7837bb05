using Microsoft.Extensions.Logging;
using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Formats;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>Fine-tuning as a recipe describes it, with everything that it is made of.</summary>
/// <threadsafety>One run at a time.</threadsafety>
public sealed class FineTuningRun : IFineTuner, IDisposable
{
    private readonly RunFolder? _folder;
    private readonly IFineTuner _run;
    private ParameterStore? _frozenParameters;

    /// <summary>Initializes a new instance of the <see cref="FineTuningRun"/> class.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="engine">The engine; it stays the caller's to dispose.</param>
    /// <param name="start">The policy to start from, or <see langword="null"/> for a random one.</param>
    /// <param name="folder">Where the run keeps its files, or <see langword="null"/>.</param>
    /// <param name="logger">Receives one entry per iteration, or <see langword="null"/>.</param>
    /// <param name="environment">Makes an environment of the caller's own, or <see langword="null"/> for the one that the recipe names.</param>
    /// <exception cref="RecipeException">The recipe's parts, or recipe and policy, do not fit together.</exception>
    public FineTuningRun(
        Recipe recipe,
        CpuEngine engine,
        PolicyFile? start,
        RunFolder? folder = null,
        ILogger<OnPolicyTrainer>? logger = null,
        Func<IEnvironment>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(engine);
        _folder = folder;
        VectorEnvironmentFactory environments = EnvironmentCatalog.Vector(recipe, engine.Threads, environment: environment, logger: logger);
        OfflineData? data = OfflineData.Load(recipe, environments.Spec);
        IPolicyStart from = start is not null ? start : data is null
            ? RandomStart.Of(
                environment ?? EnvironmentCatalog.Factory(recipe.Environment), new RandomSource(recipe.FineTuningSeed).Split("observation scale"))
            : data;
        data?.RequireRanges(from.Normalization);
        Normalization = from.Normalization;
        IFineTuningCheckpoints? checkpoints =
            folder is null ? null : new FineTuningCheckpoints(folder.Checkpoints, Attachments.Of(recipe, Normalization))
            {
                NumberedKept = recipe.OffPolicy()?.CheckpointsKept ?? recipe.FineTuning().CheckpointsKept,
            };
        _run = recipe.OffPolicy() is null
            ? OnPolicy(recipe, engine, environments, (start, from), checkpoints, logger)
            : OffPolicyRuns.Create(recipe, engine, environments, (start, data, Normalization), (checkpoints, folder?.Path), logger);
    }

    /// <summary>
    /// Gets the ranges that bring observations and actions to [−1, 1], or <see langword="null"/>: those of the demonstrations of the
    /// policy that the run started from, or those of <see cref="ObservationScale"/>.
    /// </summary>
    public Normalization? Normalization { get; }

    /// <summary>Gets whether the run goes on with new episodes because its environment could not save the running ones.</summary>
    /// <remarks>Then it differs from a run that was never stopped; see <see cref="IResumableEnvironment"/>.</remarks>
    public bool BeginsNewEpisodes { get; private set; }

    /// <summary>Takes up a run where its last checkpoint ends; one that was stopped before the first checkpoint begins again.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="engine">The engine; it stays the caller's to dispose.</param>
    /// <param name="logger">Receives one entry per iteration, or <see langword="null"/>.</param>
    /// <param name="environment">Makes an environment of the caller's own, or <see langword="null"/> for the one that the recipe names.</param>
    /// <param name="muJoCoLibrary">Where the MuJoCo library is now, or <see langword="null"/> for where the recipe says.</param>
    /// <returns>The run. If it is complete, it does no more iterations.</returns>
    /// <exception cref="FileFormatException">The checkpoint is damaged, of a newer format, or belongs to another kind of run.</exception>
    /// <exception cref="RecipeException">The recipe of the run is damaged.</exception>
    public static FineTuningRun Resume(
        RunFolder folder,
        CpuEngine engine,
        ILogger<OnPolicyTrainer>? logger = null,
        Func<IEnvironment>? environment = null,
        string? muJoCoLibrary = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Recipe recipe = folder.ReadRecipe();
        recipe.Environment.MuJoCoLibrary ??= muJoCoLibrary;
        CheckpointReader? checkpoint = folder.OpenLast();
        string? start = checkpoint is null ? folder.ReadOrigin()?.From : folder.LastCheckpoint;
        var run = new FineTuningRun(recipe, engine, start is null ? null : PolicyFile.Load(start).WithNormalizationOf(recipe), folder, logger, environment);
        if (checkpoint is null)
        {
            return run;
        }

        try
        {
            run.Restore(checkpoint);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<FineTuningReport> FineTuneAsync(
        IProgress<FineTuningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (_folder is null)
        {
            return await _run.FineTuneAsync(progress, cancellationToken).ConfigureAwait(false);
        }

        using var csv = new FineTuningCsv(_folder.Progress);
        return await _run.FineTuneAsync(new Sink(csv, progress), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (_run as IDisposable)?.Dispose();
        _frozenParameters?.Dispose();
    }

    private void Restore(CheckpointReader checkpoint)
    {
        switch (_run)
        {
            case OnPolicyRun onPolicy:
                onPolicy.Restore(checkpoint);
                break;
            case OffPolicyRun offPolicy:
                offPolicy.Restore(checkpoint);
                break;
        }

        BeginsNewEpisodes = !checkpoint.HasEpisodes;
    }

    private OnPolicyRun OnPolicy(
        Recipe recipe,
        CpuEngine engine,
        VectorEnvironmentFactory environments,
        (PolicyFile? File, IPolicyStart Ranges) start,
        IFineTuningCheckpoints? checkpoints,
        ILogger<OnPolicyTrainer>? logger)
    {
        var networks = new PolicyNetworks(recipe, environments.Spec);
        IFlowPolicy? flow = networks.IsFlow ? networks.Flow() : null;
        IChainPolicy policy = flow is null ? networks.OwnChain() : networks.Chain(flow);
        var parts = new OnPolicyParts(policy, networks.Critic(), environments)
        {
            Start = start.Ranges,
            Regularizer = Regularizer(recipe, engine, networks, (flow, policy), start.File),
            Reference = _frozenParameters,
            Checkpoints = checkpoints,
            DumpDirectory = _folder?.Path,
        };
        IChainObjective objective = recipe.Dppo is { } dppo ? new DppoObjective(dppo, policy.DenoisingSteps) : new PpoChainObjective(recipe.Algorithm);
        return new OnPolicyRun(engine, parts, recipe.FineTuning(), objective, logger);
    }

    private IPolicyRegularizer? Regularizer(
        Recipe recipe, CpuEngine engine, PolicyNetworks networks, (IFlowPolicy? Flow, IChainPolicy Chain) tuned, PolicyFile? start)
    {
        if (tuned.Flow is { } flow && recipe.Regularizer is { } options)
        {
            IFlowPolicy frozen = networks.Flow();
            KeepStart(recipe, engine, frozen.Network, start);
            return new WassersteinRegularizer(flow, frozen, options);
        }

        if (tuned.Chain is DiffusionChainPolicy diffusion && recipe.FineTuning().RegularizationCoefficient > 0)
        {
            DiffusionPolicy reference = networks.Diffusion();
            KeepStart(recipe, engine, reference.Network, start);
            return new ImitationRegularizer(diffusion, reference, recipe.Policy.Diffusion);
        }

        return null;
    }

    private void KeepStart(Recipe recipe, CpuEngine engine, Module network, PolicyFile? start)
    {
        _frozenParameters = new ParameterStore(engine, new ModuleGroup(("network", network)), new RandomSource(recipe.FineTuning().Seed));
        (start ?? throw new RecipeException("A regularizer keeps the policy near the one it started from, but there is none. Start from a policy with --from CHECKPOINT, or go without: --set regularizer=null --set algorithm.regularizationCoefficient=0."))
            .CopyFlow(_frozenParameters, "network.");
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

using Microsoft.Extensions.Logging;
using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.Formats;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>Imitation learning as a recipe describes it, with everything that it is made of.</summary>
/// <threadsafety>One run at a time.</threadsafety>
public sealed class PretrainingRun : IDisposable
{
    /// <summary>The folder of the policy within the folder of the checkpoints.</summary>
    private const string Last = "last";

    /// <summary>The folder of the parameters after the last minibatch of an epoch that was cancelled.</summary>
    private const string Interrupted = "interrupted";

    private readonly RunFolder? _folder;
    private readonly Recipe _recipe;
    private readonly ParameterStore _parameters;
    private readonly IVectorEnvironment _environment;
    private readonly Pretrainer _pretrainer;
    private readonly Normalization _normalization;
    private readonly ParameterStore? _teacherParameters;

    /// <summary>Initializes a new instance of the <see cref="PretrainingRun"/> class.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="engine">The engine; it stays the caller's to dispose.</param>
    /// <param name="folder">Where the run keeps its files, or <see langword="null"/>.</param>
    /// <param name="logger">Receives one entry per epoch, or <see langword="null"/>.</param>
    /// <param name="teacher">Whose actions a shortcut policy learns, or <see langword="null"/> for the demonstrated ones.</param>
    /// <param name="environment">Makes an environment of the caller's own, or <see langword="null"/> for the one that the recipe names.</param>
    /// <exception cref="RecipeException">The recipe's parts do not fit together.</exception>
    public PretrainingRun(
        Recipe recipe,
        CpuEngine engine,
        RunFolder? folder = null,
        ILogger<Pretrainer>? logger = null,
        Teacher? teacher = null,
        Func<IEnvironment>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(engine);
        (_recipe, _folder) = (recipe, folder);
        VectorEnvironmentFactory environments = EnvironmentCatalog.Vector(recipe, engine.Threads, environment: environment, logger: logger);
        LoadedDemonstrations demonstrations = LoadedDemonstrations.Load(recipe, environments.Spec);
        _normalization = demonstrations.Normalization;
        var networks = new PolicyNetworks(recipe, environments.Spec);
        EulerSampler? teacherSampler = null;
        if (teacher is not null)
        {
            (teacherSampler, _teacherParameters) = teacher.Load(recipe, environments.Spec, _normalization, engine);
        }

        (Module network, IImitationObjective objective, IActionSampler sampler) = networks.Imitated(recipe, teacherSampler);
        _parameters = new ParameterStore(engine, new ModuleGroup(("network", network)), new RandomSource(recipe.Pretraining.Seed).Split("parameters"));
        _environment = environments.Create(recipe.Policy.ExecutedSteps, _normalization);
        var setup = new PretrainingSetup(
            objective,
            _parameters,
            demonstrations.Training,
            demonstrations.Validation,
            new Evaluator(engine, sampler, _environment));
        _pretrainer = new Pretrainer(setup, recipe.Pretraining, logger);
    }

    /// <summary>Gets the folder of the last checkpoint, or <see langword="null"/> if the run keeps no files.</summary>
    public string? Checkpoint => _folder is null ? null : Path.Combine(_folder.Checkpoints, Last);

    /// <summary>Gets the ranges of the demonstrations.</summary>
    public Normalization Normalization => _normalization;

    /// <summary>Takes up a run where its last checkpoint ends; one that was stopped before the first checkpoint begins again.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="engine">The engine; it stays the caller's to dispose.</param>
    /// <param name="logger">Receives one entry per epoch, or <see langword="null"/>.</param>
    /// <param name="environment">Makes an environment of the caller's own, or <see langword="null"/> for the one that the recipe names.</param>
    /// <param name="muJoCoLibrary">Where the MuJoCo library is now, or <see langword="null"/> for where the recipe says.</param>
    /// <returns>The run. If it is complete, it does no more epochs.</returns>
    /// <exception cref="FileFormatException">The checkpoint is damaged, of a newer format, or belongs to another kind of run.</exception>
    /// <exception cref="RecipeException">The recipe of the run is damaged.</exception>
    public static PretrainingRun Resume(
        RunFolder folder, CpuEngine engine, ILogger<Pretrainer>? logger = null, Func<IEnvironment>? environment = null, string? muJoCoLibrary = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Recipe recipe = folder.ReadRecipe();
        recipe.Environment.MuJoCoLibrary ??= muJoCoLibrary;
        RunOrigin? origin = folder.ReadOrigin();
        Teacher? teacher = origin?.Teacher is { } path ? Teacher.Load(path, origin.TeacherRecipe) : null;
        var run = new PretrainingRun(recipe, engine, folder, logger, teacher, environment);
        try
        {
            if (folder.OpenLast() is { } checkpoint)
            {
                checkpoint.Restore(run._pretrainer, run._parameters);
            }

            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Runs until the epochs are done or the token is cancelled; a checkpoint is kept after every epoch and when cancelled.</summary>
    /// <remarks>
    /// When cancelled within an epoch, <c>interrupted</c> holds the parameters after the last minibatch; a resumed run repeats the epoch from
    /// <c>last</c>, with the same bits.
    /// </remarks>
    /// <param name="progress">Receives one report per epoch, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Observed between minibatches.</param>
    /// <returns>The last report.</returns>
    public async Task<PretrainingProgress> RunAsync(IProgress<PretrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using PretrainingCsv? csv = _folder is null ? null : new PretrainingCsv(_folder.Progress);
        try
        {
            return await _pretrainer.PretrainAsync(new Sink(this, csv, progress), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            SaveCheckpoint(Interrupted);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pretrainer.Dispose();
        _parameters.Dispose();
        _teacherParameters?.Dispose();
        _environment.Dispose();
    }

    private void SaveCheckpoint(string name)
    {
        if (_folder is not null)
        {
            Directory.CreateDirectory(_folder.Checkpoints);
            PretrainingCheckpoint.Write(Path.Combine(_folder.Checkpoints, name), _parameters, _pretrainer, Attachments.Of(_recipe, _normalization));
        }
    }

    private sealed class Sink(PretrainingRun run, PretrainingCsv? csv, IProgress<PretrainingProgress>? next) : IProgress<PretrainingProgress>
    {
        public void Report(PretrainingProgress value)
        {
            // Before the checkpoint: a run that is killed in between repeats the epoch and reports it again.
            csv?.Report(value);
            next?.Report(value);
            run.SaveCheckpoint(Last);
            if (run._folder is { } folder)
            {
                CheckpointDirectory.Delete(Path.Combine(folder.Checkpoints, Interrupted));
            }
        }
    }
}

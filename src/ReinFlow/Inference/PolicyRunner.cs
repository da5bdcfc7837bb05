using System.Collections.Concurrent;
using ReinFlow.Environments;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A trained policy, ready to act: <c>PolicyRunner.Load("runs/hopper/checkpoints/best")</c>.</summary>
/// <remarks>
/// It holds the parameters once; every robot has a session. Acting computes on the calling thread and allocates nothing on the managed heap once
/// that thread is warm. Actions are those of an evaluation of the same checkpoint.
/// </remarks>
/// <threadsafety>Thread-safe. Dispose it when no session acts any more.</threadsafety>
public sealed class PolicyRunner : IPolicyRunner, IDisposable
{
    private readonly ConcurrentBag<PolicyPlan> _pool = [];
    private readonly IActionSampler _sampler;
    private readonly TensorEngine _engine;
    private readonly Normalization? _normalization;
    private readonly ulong _seed;
    private readonly IDisposable[] _owned;
    private int _disposed;

    /// <summary>Initializes a new instance of the <see cref="PolicyRunner"/> class for a policy that an application made itself.</summary>
    /// <param name="engine">The engine of the policy's parameters; it stays the caller's to dispose.</param>
    /// <param name="sampler">The policy.</param>
    /// <param name="observationDimension">The number of features of one observation.</param>
    /// <param name="observationHistory">The number of observations that the policy sees.</param>
    /// <param name="normalization">The ranges of the policy, or <see langword="null"/> if it acts in the environment's units.</param>
    /// <param name="seed">The seed of sessions that bring none.</param>
    public PolicyRunner(
        TensorEngine engine,
        IActionSampler sampler,
        int observationDimension,
        int observationHistory = 1,
        Normalization? normalization = null,
        ulong seed = 0)
        : this(engine, sampler, (observationDimension, observationHistory), normalization, seed, [])
    {
    }

    private PolicyRunner(
        TensorEngine engine,
        IActionSampler sampler,
        (int Dimension, int History) observation,
        Normalization? normalization,
        ulong seed,
        IDisposable[] owned)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observation.Dimension, nameof(observation));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observation.History, nameof(observation));
        (_engine, _sampler, _normalization, _seed, _owned) = (engine, sampler, normalization, seed, owned);
        (ObservationDimension, ObservationHistory) = observation;
    }

    /// <inheritdoc/>
    public int ObservationDimension { get; }

    /// <summary>Gets the number of observations that the policy sees; sessions remember them.</summary>
    public int ObservationHistory { get; }

    /// <inheritdoc/>
    public ActionChunkSpec ActionChunk => _sampler.ActionChunk;

    /// <summary>Loads a saved policy.</summary>
    /// <param name="path">A checkpoint folder, a run folder (its last checkpoint), or a safetensors or PyTorch file.</param>
    /// <param name="options">How it acts, or <see langword="null"/> for the defaults.</param>
    /// <returns>The policy; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is nothing to read.</exception>
    /// <exception cref="RecipeException">The file does not tell enough about its policy, or holds another one than the recipe says.</exception>
    public static PolicyRunner Load(string path, PolicyRunnerOptions? options = null)
    {
        PolicyRunnerOptions chosen = OptionsGuard.Require(options ?? new PolicyRunnerOptions(), new PolicyRunnerOptionsValidator());
        PolicyFile file = PolicyFile.Load(path);
        Recipe recipe = chosen.Recipe ?? file.Recipe ?? throw new RecipeException(
            $"{file.Path} does not describe its policy. Name the recipe that does: PolicyRunnerOptions.Recipe = RecipeCatalog.Load(\"hopper-medium-reinflow\").");
        file = file.WithNormalizationOf(recipe);
        (int observation, int action) = Sizes(file, recipe, chosen);
        var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        try
        {
            var policy = ActingPolicy.Load(recipe, (observation, action), engine, file, chosen.Mode);
            return new PolicyRunner(
                engine, policy.Sampler, (observation, recipe.Policy.ObservationHistory), file.Normalization, chosen.Seed, [policy.Parameters, engine]);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IPolicySession StartSession(ulong? seed = null)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (!_pool.TryTake(out PolicyPlan? plan))
        {
            plan = new PolicyPlan(_engine, _sampler, (ObservationDimension, ObservationHistory), _normalization);
        }

        return new PolicySession(plan, seed ?? _seed, _pool);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Array.ForEach(_owned, part => part.Dispose());
        }
    }

    private static (int Observation, int Action) Sizes(PolicyFile file, Recipe recipe, PolicyRunnerOptions options)
    {
        (int? observation, int? action) = (
            file.Normalization?.ObservationMinimum.Length ?? file.Content.Sizes?.Observation ?? options.ObservationDimension,
            file.Normalization?.ActionMinimum.Length ?? file.Content.Sizes?.Action ?? options.ActionDimension);
        if (observation is { } features && action is { } components)
        {
            return (features, components);
        }

        if (!EnvironmentCatalog.Names.Contains(recipe.Environment.Name, StringComparer.Ordinal))
        {
            throw new RecipeException(
                $"{file.Path} does not tell the sizes of observations and actions in '{recipe.Environment.Name}'. Set ObservationDimension and " +
                $"ActionDimension of {nameof(PolicyRunnerOptions)}.");
        }

        using IEnvironment environment = EnvironmentCatalog.Factory(recipe.Environment)();
        return (observation ?? environment.Spec.ObservationDimension, action ?? environment.Spec.ActionDimension);
    }
}

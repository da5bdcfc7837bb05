using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>A saved policy in the task of a recipe, ready to be evaluated.</summary>
/// <threadsafety>One evaluation at a time.</threadsafety>
public sealed class EvaluationRun : IDisposable
{
    private readonly ParameterStore _parameters;
    private readonly IVectorEnvironment _environment;
    private readonly Evaluator _evaluator;

    /// <summary>Initializes a new instance of the <see cref="EvaluationRun"/> class.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="engine">The engine; it stays the caller's to dispose.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="mode">Whether noise is injected, which needs a fine-tuned policy of a flow; a one-step policy has noise of its own only.</param>
    /// <param name="decorate">Wraps every environment, for example to record it, or <see langword="null"/>.</param>
    /// <param name="environment">Makes an environment of the caller's own, or <see langword="null"/> for the one that the recipe names.</param>
    /// <exception cref="RecipeException">Recipe and policy do not fit together.</exception>
    public EvaluationRun(
        Recipe recipe,
        CpuEngine engine,
        PolicyFile policy,
        SampleMode mode,
        Func<IEnvironment, IEnvironment>? decorate = null,
        Func<IEnvironment>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(policy);
        VectorEnvironmentFactory environments = EnvironmentCatalog.Vector(recipe, engine.Threads, decorate, environment);
        (IActionSampler sampler, _parameters) = ActingPolicy.Load(
            recipe, (environments.Spec.ObservationDimension, environments.Spec.ActionDimension), engine, policy, mode);
        _environment = environments.Create(recipe.Policy.ExecutedSteps, policy.Normalization);
        _evaluator = new Evaluator(engine, sampler, _environment);
    }

    /// <summary>Throws if the policies of a recipe have no noise to inject whatever they have learned.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="mode">Whether noise is injected.</param>
    /// <exception cref="RecipeException">The policies are one-step policies, and noise is to be injected.</exception>
    public static void RequireMode(Recipe recipe, SampleMode mode)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.Policy.Kind == PolicyKind.OneStepFlow && mode == SampleMode.Stochastic)
        {
            throw new RecipeException(
                "A one-step policy draws one noise per decision and always acts by it, so there is no noise to inject. Let it act without: 'collect' does " +
                "with --deterministic, 'evaluate' without --stochastic.");
        }
    }

    /// <summary>Plays episodes from fresh resets.</summary>
    /// <remarks>They differ from those by which a training of the same seed chose its best checkpoint.</remarks>
    /// <param name="episodes">The number of episodes.</param>
    /// <param name="seed">The seed of resets and noise.</param>
    /// <param name="cancellationToken">Observed before every decision.</param>
    /// <returns>The statistics.</returns>
    public EpisodeStatistics Run(int episodes, ulong seed, CancellationToken cancellationToken = default) =>
        Run(episodes, new RandomSource(seed).Split("separate evaluation"), cancellationToken);

    internal EpisodeStatistics Run(int episodes, RandomSource random, CancellationToken cancellationToken) =>
        _evaluator.Run(random, episodes, cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _parameters.Dispose();
        _environment.Dispose();
    }
}

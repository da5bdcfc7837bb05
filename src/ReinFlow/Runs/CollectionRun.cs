using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>Lets a saved policy demonstrate its task: it plays, and its complete episodes are recorded.</summary>
/// <threadsafety>One recording at a time.</threadsafety>
public sealed class CollectionRun : IDisposable
{
    private readonly List<RecordingEnvironment> _recorders = [];
    private readonly EvaluationRun _evaluation;
    private readonly Recipe _recipe;
    private readonly PolicyFile _policy;
    private readonly SampleMode _mode;
    private IProgress<int>? _progress;
    private int _ended;

    /// <summary>Initializes a new instance of the <see cref="CollectionRun"/> class.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="engine">The engine; it stays the caller's to dispose.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="mode">
    /// Whether noise is injected. A policy without noise visits the same states again and again, and one that imitates it learns
    /// nothing about those around them. A one-step policy draws one noise per decision in any case, and takes none beyond.
    /// </param>
    /// <param name="environment">Makes an environment of the caller's own, or <see langword="null"/> for the one that the recipe names.</param>
    /// <exception cref="RecipeException">Recipe and policy do not fit together.</exception>
    public CollectionRun(Recipe recipe, CpuEngine engine, PolicyFile policy, SampleMode mode, Func<IEnvironment>? environment = null)
    {
        (_recipe, _policy, _mode) = (recipe, policy, mode);
        _evaluation = new EvaluationRun(recipe, engine, policy, mode, Recorded, environment);

        // The others were made, and disposed, to see what the environment is like.
        _recorders.RemoveRange(0, _recorders.Count - recipe.Environment.Count);
    }

    /// <summary>Plays episodes from fresh resets.</summary>
    /// <remarks>Every environment contributes its first episodes / E ones, so that short episodes are not preferred.</remarks>
    /// <param name="episodes">The number of episodes.</param>
    /// <param name="seed">The seed of resets and noise.</param>
    /// <param name="progress">
    /// Receives the number of ended episodes, from any thread and not always in order; it may end above <paramref name="episodes"/>, because
    /// environments that are done early go on playing.
    /// </param>
    /// <param name="cancellationToken">Observed before every decision.</param>
    /// <exception cref="ArgumentOutOfRangeException">So many episodes may not fit into a data set.</exception>
    /// <returns>The episodes, with actions clipped, before they act, to the range that the environment states.</returns>
    public RecordedDemonstrations Run(
        int episodes, ulong seed, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        RequireRoom(episodes);
        Discard();
        (_progress, _ended) = (progress, 0);
        EpisodeStatistics statistics = _evaluation.Run(episodes, new RandomSource(seed).Split("demonstrations"), cancellationToken);
        List<DemonstrationEpisode> recorded = [];
        List<bool> succeeded = [];
        for (int i = 0; i < _recorders.Count; i++)
        {
            EpisodeRecording recording = _recorders[i].TakeRecording();
            // Environments that are done early go on playing.
            int share = (episodes / _recorders.Count) + (i < episodes % _recorders.Count ? 1 : 0);
            recorded.AddRange(recording.ToDemonstrations().Take(share));
            succeeded.AddRange(recording.Succeeded.Take(share));
        }

        return new RecordedDemonstrations(_recipe, _policy, _mode, seed, recorded, succeeded, statistics);
    }

    /// <inheritdoc/>
    public void Dispose() => _evaluation.Dispose();

    private ClippingEnvironment Recorded(IEnvironment environment)
    {
        _recorders.Add(new RecordingEnvironment(environment));
        return new ClippingEnvironment(new CountingEnvironment(_recorders[^1], () => _progress?.Report(Interlocked.Increment(ref _ended))));
    }

    /// <summary>Refuses what would not fit into the arrays of a data set, before hours of playing.</summary>
    private void RequireRoom(int episodes)
    {
        EnvironmentSpec spec = _recorders[0].Spec;
        long most = int.MaxValue / sizeof(float) / Math.Max(spec.ObservationDimension, spec.ActionDimension) / spec.MaxEpisodeSteps;
        if (episodes > most)
        {
            throw new ArgumentOutOfRangeException(
                nameof(episodes),
                $"{episodes} episodes of {spec.Name} may be larger than 2 GB, the limit of an array. Record at most {most} at a time.");
        }
    }

    /// <summary>Forgets what an earlier recording left over.</summary>
    private void Discard()
    {
        foreach (RecordingEnvironment recorder in _recorders)
        {
            recorder.EndEpisode();
            recorder.TakeRecording();
        }
    }
}

using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace ReinFlow.Algorithms;

/// <summary>Lets an algorithm, or chance, act in a vector environment and puts the transitions into a replay buffer.</summary>
/// <remarks>
/// The next observation of an ended episode is its last one, never the first one of the next episode; a limit that cuts an episode leaves
/// the discount as it is. After the first decision nothing is allocated on the managed heap but the buffer's blocks.
/// </remarks>
internal sealed class TransitionCollector
{
    private readonly ActionSampling _sampling;
    private readonly ActionChunkSpec _chunk;
    private readonly IVectorEnvironment _environment;
    private readonly ReplayBuffer _replay;
    private readonly TransitionBatch _transitions;
    private readonly VectorOutcome _outcome;
    private readonly float _discount;
    private readonly float _rewardScale;
    private readonly RandomSource _decisionRandom = new(0UL);

    /// <summary>Initializes a new instance of the <see cref="TransitionCollector"/> class.</summary>
    /// <param name="engine">The engine on which the algorithm computes.</param>
    /// <param name="explorer">How it acts.</param>
    /// <param name="environment">The environments.</param>
    /// <param name="replay">Receives the transitions.</param>
    /// <param name="discount">The discount of a decision.</param>
    /// <param name="rewardScale">The factor of the rewards.</param>
    public TransitionCollector(
        TensorEngine engine, IActionSampler explorer, IVectorEnvironment environment, ReplayBuffer replay, double discount, double rewardScale)
    {
        _sampling = new ActionSampling(engine, explorer, environment);
        _chunk = explorer.ActionChunk;
        _environment = environment;
        _replay = replay;
        _transitions = new TransitionBatch(replay.Shape, environment.Count);
        _outcome = new VectorOutcome(environment.Count, replay.Shape.ObservationSize);
        (_discount, _rewardScale) = ((float)discount, (float)rewardScale);
        Episodes = new EpisodeTracker(environment.Count);
    }

    /// <summary>Gets the episodes of the environments.</summary>
    public EpisodeTracker Episodes { get; }

    /// <summary>Starts a new episode in every environment.</summary>
    /// <param name="random">The source of the environments' randomness.</param>
    public void Reset(RandomSource random)
    {
        _environment.Reset(random);
        Episodes.Restart();
    }

    /// <summary>Plays one decision in every environment.</summary>
    /// <param name="random">The source.</param>
    /// <param name="decision">The number of decisions before it in the run; it chooses the stream.</param>
    /// <param name="isRandom">Whether actions are drawn uniformly from their bounds instead of asking the algorithm.</param>
    /// <returns>The number of executed environment steps.</returns>
    public int Collect(RandomSource random, long decision, bool isRandom)
    {
        random.SplitInto(decision, _decisionRandom);
        if (isRandom)
        {
            _sampling.Observe(decision);
            foreach (ref float action in _sampling.Actions.AsSpan())
            {
                action = _chunk.Minimum + ((_chunk.Maximum - _chunk.Minimum) * _decisionRandom.NextSingle());
            }
        }
        else
        {
            _sampling.Sample(_decisionRandom, decision);
        }

        _sampling.Observations.CopyTo(_transitions.Observations, 0);
        _sampling.Actions.CopyTo(_transitions.Actions, 0);
        _environment.Step(_sampling.Actions, _outcome);
        Record(decision);
        Episodes.Add(_outcome);
        return TensorPrimitives.Sum<int>(_outcome.ExecutedSteps);
    }

    private void Record(long decision)
    {
        int size = _replay.Shape.ObservationSize;
        _environment.Observations.CopyTo(_transitions.NextObservations);
        for (int e = 0; e < _environment.Count; e++)
        {
            _transitions.Rewards[e] = _outcome.Rewards[e] * _rewardScale;
            _transitions.Discounts[e] = _outcome.Terminated[e] ? 0f : _discount;
            if (_outcome.Terminated[e] || _outcome.Truncated[e])
            {
                _outcome.FinalObservations.AsSpan(e * size, size).CopyTo(_transitions.NextObservations.AsSpan(e * size));
            }
        }

        FiniteGuard.Require(_transitions.Rewards, 1, 0, "reward", decision);
        FiniteGuard.Require(_transitions.NextObservations, size, 0, "observation", decision);
        _replay.Add(_transitions, _environment.Count);
    }
}

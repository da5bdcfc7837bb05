using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Lets a policy play a fixed number of episodes and sums them up: one class for training and for the command.</summary>
/// <remarks>
/// Every environment contributes its first episodes / E episodes. Taking whichever episodes end first would prefer short ones,
/// which are bad ones in some tasks and good ones in others. The numbers are unbiased unless the limit of decisions ends the
/// evaluation before: then the episodes that are still running are missing, and fewer episodes are reported than were asked for.
/// Whether noise is injected is the sampler's business.
/// </remarks>
public sealed class Evaluator
{
    private readonly IVectorEnvironment _environment;
    private readonly ActionSampling _sampling;
    private readonly VectorOutcome _outcome;
    private readonly RandomSource _decisionRandom = new(0UL);

    /// <summary>Initializes a new instance of the <see cref="Evaluator"/> class.</summary>
    /// <param name="engine">The engine on which the policy computes.</param>
    /// <param name="sampler">The policy.</param>
    /// <param name="environment">The environments; every run resets them.</param>
    /// <exception cref="ArgumentException">The sizes of policy and environment disagree.</exception>
    public Evaluator(TensorEngine engine, IActionSampler sampler, IVectorEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(environment);

        _environment = environment;
        _sampling = new ActionSampling(engine, sampler, environment);
        _outcome = new VectorOutcome(environment.Count, environment.ObservationHistory * environment.Spec.ObservationDimension);
    }

    /// <summary>Plays episodes from fresh resets.</summary>
    /// <param name="random">The source of the resets and of the noise; the same state gives the same episodes.</param>
    /// <param name="episodes">The number of episodes.</param>
    /// <param name="decisions">
    /// The number of decisions after which the evaluation ends in any case, or <see langword="null"/> for as many as the episodes can take.
    /// </param>
    /// <param name="cancellationToken">Observed before every decision.</param>
    /// <returns>The statistics; the means are not numbers if no episode finished.</returns>
    /// <exception cref="TrainingDivergedException">An observation or an action is not finite.</exception>
    public EpisodeStatistics Run(RandomSource random, int episodes, int? decisions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(random);
        long limit = decisions ?? LongestRounds(episodes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit, nameof(decisions));

        var tracker = new EpisodeTracker(_environment.Count, episodes);
        RandomSource noise = random.Split("denoising");
        _environment.Reset(random.Split("environment"));
        for (long decision = 0; decision < limit && !tracker.IsComplete; decision++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            noise.SplitInto(decision, _decisionRandom);
            _sampling.Sample(_decisionRandom, decision);
            _environment.Step(_sampling.Actions, _outcome);
            tracker.Add(_outcome);
        }

        return tracker.Take(_environment.Spec.SuccessCriterion);
    }

    private long LongestRounds(int episodes)
    {
        long rounds = (episodes + _environment.Count - 1L) / _environment.Count;
        int longest = (_environment.Spec.MaxEpisodeSteps + _environment.ExecutedSteps - 1) / _environment.ExecutedSteps;
        return rounds * longest;
    }
}

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
    private readonly TensorEngine _engine;
    private readonly IActionSampler _sampler;
    private readonly IVectorEnvironment _environment;
    private readonly VectorOutcome _outcome;
    private readonly RowBlocks _blocks;
    private readonly Action<int> _sampleBlock;
    private readonly float[] _observations;
    private readonly float[] _noise;
    private readonly float[] _actions;
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
        ActionChunkGuard.Require(sampler.ActionChunk, environment);

        int observationSize = environment.ObservationHistory * environment.Spec.ObservationDimension;
        _engine = engine;
        _sampler = sampler;
        _environment = environment;
        _outcome = new VectorOutcome(environment.Count, observationSize);
        _blocks = RowBlocks.Among(environment.Count, engine.Threads);
        _sampleBlock = SampleBlock;
        _observations = new float[environment.Count * observationSize];
        _noise = new float[environment.Count * sampler.NoiseBlocks * sampler.ActionChunk.Size];
        _actions = new float[environment.Count * sampler.ActionChunk.ExecutedSteps * sampler.ActionChunk.ActionDimension];
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
        int limit = decisions ?? LongestRounds(episodes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit, nameof(decisions));

        var tracker = new EpisodeTracker(_environment.Count, episodes);
        RandomSource noise = random.Split("denoising");
        _environment.Reset(random.Split("environment"));
        for (int decision = 0; decision < limit && !tracker.IsComplete; decision++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _environment.Observations.CopyTo(_observations);
            FiniteGuard.Require(_observations, _observations.Length / _environment.Count, 0, "observation", decision);
            noise.SplitInto(decision, _decisionRandom);
            _decisionRandom.FillGaussian(_noise);
            _engine.ForEach(_blocks.Count, _sampleBlock);
            FiniteGuard.Require(_actions, _actions.Length / _environment.Count, 0, "action", decision);
            _environment.Step(_actions, _outcome);
            tracker.Add(_outcome);
        }

        return tracker.Take(_environment.Spec.SuccessCriterion);
    }

    private int LongestRounds(int episodes)
    {
        int rounds = (episodes + _environment.Count - 1) / _environment.Count;
        int longest = (_environment.Spec.MaxEpisodeSteps + _environment.ExecutedSteps - 1) / _environment.ExecutedSteps;
        return checked(rounds * longest);
    }

    private void SampleBlock(int index)
    {
        (int start, int rows) = _blocks[index];
        ActionChunkSpec chunk = _sampler.ActionChunk;
        int size = _environment.ObservationHistory * _environment.Spec.ObservationDimension;
        int noiseSize = _sampler.NoiseBlocks * chunk.Size;
        Tensor state = _engine.FromValues(
            _observations.AsSpan(start * size, rows * size),
            [rows, _environment.ObservationHistory, _environment.Spec.ObservationDimension]);
        Tensor noise = _engine.FromValues(
            _noise.AsSpan(start * noiseSize, rows * noiseSize), [rows, _sampler.NoiseBlocks, chunk.Horizon, chunk.ActionDimension]);
        Tensor actions = _sampler.Sample(new Observation(state), noise);
        ShapeGuard.Require(actions, [rows, chunk.Horizon, chunk.ActionDimension]);
        int executed = chunk.ExecutedSteps * chunk.ActionDimension;
        actions.Slice(1, 0, chunk.ExecutedSteps).CopyTo(_actions.AsSpan(start * executed, rows * executed));
    }
}

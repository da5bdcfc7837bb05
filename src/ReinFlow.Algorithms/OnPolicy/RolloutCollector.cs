using Microsoft.Extensions.Logging;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace ReinFlow.Algorithms;

/// <summary>Lets a policy act in a vector environment and writes down what happened.</summary>
/// <remarks>
/// The environments are cut into row blocks that the engine's threads sample in parallel; a row's result does not depend on
/// the cut. The noise of a decision comes from a stream of its own. After the first decision nothing is allocated on the managed heap.
/// </remarks>
public sealed class RolloutCollector
{
    private readonly TensorEngine _engine;
    private readonly IChainPolicy _policy;
    private readonly IVectorEnvironment _environment;
    private readonly RolloutBuffer _rollout;
    private readonly ValueEstimator _values;
    private readonly EpisodeTracker _episodes;
    private readonly VectorOutcome _outcome;
    private readonly RowBlocks _blocks;
    private readonly Action<int> _sampleBlock;
    private readonly float[] _noise;
    private readonly float[] _actions;
    private readonly float[] _scratchObservations;
    private readonly float[] _scratchValues;
    private readonly bool[] _starts;
    private readonly RandomSource _decisionRandom = new(0UL);
    private int _decision;

    /// <summary>Initializes a new instance of the <see cref="RolloutCollector"/> class.</summary>
    /// <param name="engine">The engine on which policy and critic compute.</param>
    /// <param name="policy">The policy that acts.</param>
    /// <param name="critic">The critic whose values are recorded.</param>
    /// <param name="environment">The environments.</param>
    /// <param name="rollout">Receives the rollout.</param>
    /// <exception cref="ArgumentException">The sizes of policy, environment and rollout disagree.</exception>
    public RolloutCollector(
        TensorEngine engine, IChainPolicy policy, IValueFunction critic, IVectorEnvironment environment, RolloutBuffer rollout)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(critic);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(rollout);
        ActionChunkGuard.Require(policy.ActionChunk, environment);

        RolloutShape shape = rollout.Shape;
        _engine = engine;
        _policy = policy;
        _environment = environment;
        _rollout = rollout;
        _values = new ValueEstimator(engine, critic, shape.ObservationHistory, shape.ObservationDimension);
        _episodes = new EpisodeTracker(shape.Environments);
        _outcome = new VectorOutcome(shape.Environments, shape.ObservationSize);
        _blocks = RowBlocks.Among(shape.Environments, engine.Threads);
        _sampleBlock = SampleBlock;
        _noise = new float[shape.Environments * policy.NoiseBlocks * shape.ActionChunk.Size];
        _actions = new float[shape.Environments * shape.ActionChunk.ExecutedSteps * shape.ActionChunk.ActionDimension];
        _scratchObservations = new float[rollout.Observations.Length];
        _scratchValues = new float[shape.Samples];
        _starts = new bool[shape.Environments];
    }

    /// <summary>Gets the episodes of the environments.</summary>
    public EpisodeTracker Episodes => _episodes;

    /// <summary>Starts a new episode in every environment.</summary>
    /// <param name="random">The source of the environments' randomness.</param>
    public void Reset(RandomSource random)
    {
        _environment.Reset(random);
        _episodes.Restart();
        _starts.AsSpan().Fill(true);
    }

    /// <summary>Takes up the episodes of a saved run.</summary>
    /// <param name="path">The file of the episodes, or <see langword="null"/> if the saved run has none.</param>
    /// <param name="logger">Receives a warning in that case.</param>
    /// <returns>Whether there were any; otherwise new ones must begin.</returns>
    internal bool Restore(string? path, ILogger logger)
    {
        if (!EpisodeFile.TryRead(path, _environment, _episodes, logger))
        {
            return false;
        }

        for (int environment = 0; environment < _starts.Length; environment++)
        {
            _starts[environment] = _episodes.IsNew(environment);
        }

        return true;
    }

    /// <summary>Plays T decisions in every environment and estimates all values that advantages need.</summary>
    /// <param name="random">The source; decision t uses its split t.</param>
    /// <param name="cancellationToken">Observed before every decision.</param>
    /// <returns>The number of executed environment steps.</returns>
    /// <exception cref="TrainingDivergedException">An action, an observation or a reward is not finite.</exception>
    public long Collect(RandomSource random, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(random);

        long steps = 0;
        for (_decision = 0; _decision < _rollout.Shape.Decisions; _decision++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<float> observations = Block(_rollout.Observations);
            _environment.Observations.CopyTo(observations);
            RequireFinite(observations, "observation");
            random.SplitInto(_decision, _decisionRandom);
            _engine.ForEach(_blocks.Count, _sampleBlock);
            TakeActions();
            _environment.Step(_actions, _outcome);
            Record();
            _episodes.Add(_outcome);
            steps += TensorPrimitives.Sum<int>(_outcome.ExecutedSteps);
        }

        EstimateValues();
        return steps;
    }

    private void SampleBlock(int index)
    {
        (int start, int rows) = _blocks[index];
        RolloutShape shape = _rollout.Shape;
        int size = shape.ObservationSize;
        int chainSize = shape.ChainSize;
        int blocks = _policy.NoiseBlocks;
        int noiseSize = blocks * shape.ActionChunk.Size;
        int first = (_decision * shape.Environments) + start;
        Tensor state = _engine.FromValues(
            _rollout.Observations.AsSpan(first * size, rows * size), [rows, shape.ObservationHistory, shape.ObservationDimension]);
        Span<float> draws = _noise.AsSpan(start * noiseSize, rows * noiseSize);
        _decisionRandom.ReadGaussian(start * noiseSize, draws);
        Tensor noise = _engine.FromValues(draws, [rows, blocks, shape.ActionChunk.Horizon, shape.ActionChunk.ActionDimension]);
        ChainSample sample = _policy.Sample(new Observation(state), noise, SampleMode.Stochastic);
        sample.Chain.CopyTo(_rollout.Chains.AsSpan(first * chainSize, rows * chainSize));
        sample.LogDensity.CopyTo(_rollout.LogDensities.AsSpan(first * shape.DenoisingSteps, rows * shape.DenoisingSteps));
    }

    private void TakeActions()
    {
        RolloutShape shape = _rollout.Shape;
        int executed = _actions.Length / shape.Environments;
        Span<float> chains = Block(_rollout.Chains);
        for (int environment = 0; environment < shape.Environments; environment++)
        {
            int chunk = (environment * shape.ChainSize) + ((shape.ChainStates - 1) * shape.ActionChunk.Size);
            chains.Slice(chunk, executed).CopyTo(_actions.AsSpan(environment * executed));
        }

        RequireFinite(_actions, "action");
    }

    private void Record()
    {
        RequireFinite(_outcome.Rewards, "reward");
        _outcome.Rewards.CopyTo(Block(_rollout.Rewards));
        _outcome.Terminated.CopyTo(Block(_rollout.Terminated));
        _outcome.Truncated.CopyTo(Block(_rollout.Truncated));
        _outcome.FinalObservations.CopyTo(Block(_rollout.FinalObservations));
        _starts.CopyTo(Block(_rollout.Firsts));
        for (int environment = 0; environment < _starts.Length; environment++)
        {
            _starts[environment] = _outcome.Terminated[environment] || _outcome.Truncated[environment];
        }
    }

    private void EstimateValues()
    {
        RolloutShape shape = _rollout.Shape;
        _values.Estimate(_rollout.Observations, shape.Samples, _rollout.Values);
        _environment.Observations.CopyTo(_scratchObservations);
        RequireFinite(_scratchObservations.AsSpan(0, shape.Environments * shape.ObservationSize), "observation");
        _values.Estimate(_scratchObservations, shape.Environments, _rollout.LastValues);
        EstimateFinalValues();
    }

    private void EstimateFinalValues()
    {
        int size = _rollout.Shape.ObservationSize;
        int count = 0;
        for (int sample = 0; sample < _rollout.Shape.Samples; sample++)
        {
            if (_rollout.Truncated[sample])
            {
                Span<float> observation = _rollout.FinalObservations.AsSpan(sample * size, size);
                int environment = sample % _rollout.Shape.Environments;
                FiniteGuard.Require(observation, size, environment, "final observation", sample / _rollout.Shape.Environments);
                observation.CopyTo(_scratchObservations.AsSpan(count++ * size));
            }
        }

        _values.Estimate(_scratchObservations, count, _scratchValues);
        for (int sample = _rollout.Shape.Samples - 1; sample >= 0; sample--)
        {
            _rollout.FinalValues[sample] = _rollout.Truncated[sample] ? _scratchValues[--count] : 0f;
        }
    }

    private Span<T> Block<T>(T[] values)
    {
        int length = values.Length / _rollout.Shape.Decisions;
        return values.AsSpan(_decision * length, length);
    }

    private void RequireFinite(ReadOnlySpan<float> values, string name) =>
        FiniteGuard.Require(values, values.Length / _rollout.Shape.Environments, 0, name, _decision);
}

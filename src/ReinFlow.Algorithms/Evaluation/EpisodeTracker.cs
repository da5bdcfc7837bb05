using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Formats;

namespace ReinFlow.Algorithms;

/// <summary>Follows the episodes of a vector environment and sums up the finished ones.</summary>
/// <remarks>
/// An episode counts when it ends, with all its environment steps, even if it began in an earlier rollout; unfinished ones do
/// not count. The official statistics drop episodes of a single chunk and those that began in an earlier rollout.
/// </remarks>
public sealed class EpisodeTracker
{
    private readonly double[] _returns;
    private readonly float[] _bestRewards;
    private readonly int[] _lengths;
    private readonly bool[] _succeeded;
    private readonly int[] _quotas;
    private SampleSums _returnSums;
    private SampleSums _lengthSums;
    private double _bestRewardSum;
    private double _successes;
    private int _open;

    /// <summary>Initializes a new instance of the <see cref="EpisodeTracker"/> class that counts every finished episode.</summary>
    /// <param name="environments">The number of environments E.</param>
    public EpisodeTracker(int environments)
        : this(environments, int.MaxValue)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="EpisodeTracker"/> class that counts a fixed number of episodes.</summary>
    /// <param name="environments">The number of environments E.</param>
    /// <param name="episodes">
    /// The number of episodes; every environment contributes its first episodes / E ones, so that short episodes are not preferred.
    /// </param>
    public EpisodeTracker(int environments, int episodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(environments);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(episodes);

        _returns = new double[environments];
        _bestRewards = new float[environments];
        _lengths = new int[environments];
        _succeeded = new bool[environments];
        _quotas = new int[environments];
        for (int i = 0; i < environments; i++)
        {
            _quotas[i] = episodes == int.MaxValue ? episodes : (episodes / environments) + (i < episodes % environments ? 1 : 0);
            _open += _quotas[i] > 0 ? 1 : 0;
            Begin(i);
        }
    }

    /// <summary>Gets whether every environment has contributed its episodes.</summary>
    public bool IsComplete => _open == 0;

    /// <summary>Forgets the running episodes, as after a reset of the environments; finished ones are kept.</summary>
    public void Restart()
    {
        for (int i = 0; i < _returns.Length; i++)
        {
            Begin(i);
        }
    }

    /// <summary>Adds what one chunk of actions did.</summary>
    /// <param name="outcome">What happened.</param>
    public void Add(VectorOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);

        for (int i = 0; i < _returns.Length; i++)
        {
            _returns[i] += outcome.Rewards[i];
            _bestRewards[i] = Math.Max(_bestRewards[i], outcome.BestRewards[i]);
            _lengths[i] += outcome.ExecutedSteps[i];
            _succeeded[i] |= outcome.Succeeded[i];
            if (outcome.Terminated[i] || outcome.Truncated[i])
            {
                Finish(i);
            }
        }
    }

    /// <summary>Gets the statistics of the episodes that finished since the last call.</summary>
    /// <param name="successCriterion">When an episode counts as a success, in the environment's words.</param>
    /// <returns>The statistics; the means are not numbers if no episode finished.</returns>
    public EpisodeStatistics Take(string successCriterion)
    {
        double count = _returnSums.Count;
        var statistics = new EpisodeStatistics(
            (int)count,
            _returnSums.Mean,
            Math.Sqrt(_returnSums.PopulationVariance),
            _bestRewardSum / count,
            _successes / count,
            _lengthSums.Mean,
            Math.Sqrt(_lengthSums.PopulationVariance),
            successCriterion);
        _returnSums = default;
        _lengthSums = default;
        (_bestRewardSum, _successes) = (0.0, 0.0);
        return statistics;
    }

    /// <summary>Tells whether the running episode of an environment has had no step yet.</summary>
    /// <param name="environment">The index of the environment.</param>
    internal bool IsNew(int environment) => _lengths[environment] == 0;

    /// <summary>Adds the running episodes and the sums of the finished ones to an archive.</summary>
    internal void Save(NpzWriter archive)
    {
        int[] shape = [_returns.Length];
        archive.Add("returns", shape, _returns);
        archive.Add("best_rewards", shape, _bestRewards);
        archive.Add("lengths", shape, _lengths);
        archive.Add("succeeded", shape, _succeeded);
        ReadOnlySpan<double> sums =
        [
            _returnSums.Count, _returnSums.Sum, _returnSums.SumOfSquares, _lengthSums.Sum, _lengthSums.SumOfSquares, _bestRewardSum, _successes,
        ];
        archive.Add("finished", [sums.Length], sums);
    }

    /// <summary>Takes up what <see cref="Save"/> has written for as many environments that count every episode.</summary>
    internal void Load(EpisodeArrays arrays)
    {
        int count = _returns.Length;
        arrays.Doubles("returns", count).CopyTo(_returns, 0);
        arrays.Singles("best_rewards", count).CopyTo(_bestRewards, 0);
        long[] lengths = arrays.Integers("lengths", count);
        byte[] succeeded = arrays.Bytes("succeeded", count);
        for (int i = 0; i < count; i++)
        {
            (_lengths[i], _succeeded[i]) = ((int)lengths[i], succeeded[i] != 0);
        }

        double[] sums = arrays.Doubles("finished", 7);
        _returnSums = new SampleSums(sums[0], sums[1], sums[2]);
        _lengthSums = new SampleSums(sums[0], sums[3], sums[4]);
        (_bestRewardSum, _successes) = (sums[5], sums[6]);
    }

    private void Finish(int environment)
    {
        if (_quotas[environment] > 0)
        {
            _returnSums = _returnSums.With(_returns[environment]);
            _lengthSums = _lengthSums.With(_lengths[environment]);
            _bestRewardSum += _bestRewards[environment];
            _successes += _succeeded[environment] ? 1 : 0;
            _quotas[environment] -= _quotas[environment] == int.MaxValue ? 0 : 1;
            _open -= _quotas[environment] == 0 ? 1 : 0;
        }

        Begin(environment);
    }

    private void Begin(int environment)
    {
        _returns[environment] = 0.0;
        _bestRewards[environment] = float.NegativeInfinity;
        _lengths[environment] = 0;
        _succeeded[environment] = false;
    }
}

using System.Diagnostics;
using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>Updates policy and critic from one rollout: epochs of minibatches with a watch on the KL.</summary>
internal sealed class PpoUpdate
{
    private readonly OnPolicyOptions _options;
    private readonly RolloutBuffer _rollout;
    private readonly Minibatch _minibatch;
    private readonly UpdateLoss _loss;
    private readonly UpdateOptimizers _optimizers;
    private readonly UpdateGuard _guard;
    private readonly int[] _permutation;
    private readonly List<MinibatchStatistics> _minibatches = [];
    private double _policyNorm;
    private double _criticNorm;
    private int _steps;

    public PpoUpdate(
        OnPolicyModel model,
        IChainObjective objective,
        OnPolicyOptions options,
        RolloutBuffer rollout,
        UpdateOptimizers optimizers,
        string? dumpDirectory)
    {
        int samples = checked(rollout.Shape.Samples * options.PassesPerEpoch);
        bool mergeCopies = options.RegularizationCoefficient <= 0;
        _options = options;
        _rollout = rollout;
        _permutation = new int[samples];
        _minibatch = new Minibatch(rollout, Math.Min(samples, options.MinibatchSize), mergeCopies);
        _loss = new UpdateLoss(model, objective, options, _minibatch);
        _optimizers = optimizers;
        _guard = new UpdateGuard(_minibatch, model, options.RatioTolerance, dumpDirectory);
    }

    /// <summary>Gets what every minibatch of the last update amounted to, in order.</summary>
    public IReadOnlyList<MinibatchStatistics> Minibatches => _minibatches;

    /// <summary>Runs the epochs of one iteration.</summary>
    /// <param name="request">What is special of the iteration.</param>
    /// <param name="cancellationToken">Observed before every minibatch.</param>
    /// <returns>What the update did.</returns>
    /// <exception cref="TrainingDivergedException">A loss or a gradient is not finite, or the first ratio is not 1.</exception>
    public UpdateStatistics Run(UpdateRequest request, CancellationToken cancellationToken = default)
    {
        using Activity? activity = FineTuningActivities.Start(FineTuningActivities.Update);
        _minibatches.Clear();
        (_policyNorm, _criticNorm, _steps) = (0.0, 0.0, 0);
        _optimizers.Begin(request);
        bool stopped = false;
        for (int epoch = 0; epoch < _options.Epochs && !stopped; epoch++)
        {
            Shuffle(request, epoch);
            stopped = !RunEpoch(request, cancellationToken);
        }

        return Summarize(stopped);
    }

    private void Shuffle(UpdateRequest request, int epoch)
    {
        if (request.Order is { } order)
        {
            order(epoch, _permutation);
        }
        else
        {
            request.Random.Split("minibatch").Split(epoch).FillPermutation(_permutation);
        }
    }

    private bool RunEpoch(UpdateRequest request, CancellationToken cancellationToken)
    {
        int pending = 0;
        bool completed = true;
        for (int start = 0; start < _permutation.Length; start += _options.MinibatchSize)
        {
            if (IsStopped())
            {
                completed = false;
                break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            int size = Math.Min(_options.MinibatchSize, _permutation.Length - start);
            _minibatch.Gather(_permutation.AsSpan(start, size), _options.PassesPerEpoch);
            Differentiate(request, isFirstOfStep: pending == 0);
            if (++pending == _options.GradientAccumulation)
            {
                TakeStep(request);
                pending = 0;
            }
        }

        if (pending > 0)
        {
            TakeStep(request);
        }

        return completed;
    }

    private bool IsStopped() =>
        _options is { KlControl: KlControl.Stop, TargetKl: { } target and > 0 } &&
        _minibatches.Count > 0 &&
        _minibatches[^1].ApproximateKl > target;

    private void Differentiate(UpdateRequest request, bool isFirstOfStep)
    {
        if (isFirstOfStep)
        {
            _optimizers.ClearGradients();
        }

        MinibatchStatistics statistics = _loss.Accumulate(request.Random.Split("regularizer").Split(_minibatches.Count));
        _guard.CheckLoss(statistics, request.Iteration, _minibatches.Count);
        _minibatches.Add(statistics);
        _optimizers.Observe(statistics.ApproximateKl);
    }

    private void TakeStep(UpdateRequest request)
    {
        _guard.CheckGradients(request.Iteration, _minibatches.Count - 1);
        (double policy, double critic) = _optimizers.Step(request.TrainsPolicy, _options.MaximumGradientNorm);
        _policyNorm += policy;
        _criticNorm += critic;
        _steps++;
    }

    private UpdateStatistics Summarize(bool stopped)
    {
        var sums = default(MinibatchStatistics);
        foreach (MinibatchStatistics minibatch in _minibatches)
        {
            sums += minibatch;
        }

        double count = _minibatches.Count;
        return new UpdateStatistics(
            sums.PolicyLoss / count,
            sums.ValueLoss / count,
            sums.Entropy / count,
            sums.Regularization / count,
            sums.ApproximateKl / count,
            sums.ClipFraction / count,
            sums.Ratio / count,
            GeneralizedAdvantage.ExplainedVariance(_rollout.Returns, _rollout.Values),
            sums.NoiseDeviation / count,
            _policyNorm / _steps,
            _criticNorm / _steps,
            _minibatches.Count,
            stopped,
            _optimizers.Rates.Policy,
            _optimizers.Rates.Critic)
        {
            LimitedDensityShare = sums.LimitedShare / count,
        };
    }
}

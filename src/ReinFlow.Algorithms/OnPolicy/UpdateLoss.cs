using System.Buffers;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Computes the loss of a minibatch, micro-batch by micro-batch, and adds its gradients to the stores'.</summary>
internal sealed class UpdateLoss
{
    private readonly OnPolicyModel _model;
    private readonly IChainObjective _objective;
    private readonly OnPolicyOptions _options;
    private readonly Minibatch _minibatch;
    private readonly ParameterStore[] _stores;
    private readonly Func<MicroBatch, Tensor> _microBatchLoss;
    private MinibatchStatistics[] _statistics = [];

    public UpdateLoss(OnPolicyModel model, IChainObjective objective, OnPolicyOptions options, Minibatch minibatch)
    {
        _model = model;
        _objective = objective;
        _options = options;
        _minibatch = minibatch;
        _stores = [model.PolicyParameters, model.CriticParameters];
        _microBatchLoss = MicroBatchLoss;
        Regularizer = options.RegularizationCoefficient > 0 ? model.Regularizer : null;
    }

    /// <summary>Gets the penalty, or <see langword="null"/> when it is off.</summary>
    public IPolicyRegularizer? Regularizer { get; }

    /// <summary>Adds the gradients of the gathered minibatch.</summary>
    /// <param name="random">The source of what the penalty draws.</param>
    /// <returns>What the loss amounts to.</returns>
    public MinibatchStatistics Accumulate(RandomSource random)
    {
        Regularizer?.Draw(_minibatch.Rows, random);
        MicroBatchPlan plan = _model.Engine.PlanMicroBatches(_minibatch.Rows, _minibatch.Shape.DenoisingSteps);
        if (_statistics.Length < plan.Count)
        {
            _statistics = new MinibatchStatistics[plan.Count];
        }

        _model.Engine.AccumulateGradients(plan, _stores, _microBatchLoss);
        var total = default(MinibatchStatistics);
        foreach (MinibatchStatistics share in _statistics.AsSpan(0, plan.Count))
        {
            total += share;
        }

        return total;
    }

    private Tensor MicroBatchLoss(MicroBatch batch)
    {
        RolloutShape shape = _minibatch.Shape;
        var observation = new Observation(
            Rows(_minibatch.Observations, batch, [batch.Count, shape.ObservationHistory, shape.ObservationDimension]));
        Tensor chain = Rows(_minibatch.Chains, batch, [batch.Count, shape.ChainStates, shape.ActionChunk.Horizon, shape.ActionChunk.ActionDimension]);
        Tensor weight = Rows(_minibatch.Weights, batch, [batch.Count]);
        ChainLikelihood likelihood = _model.Policy.Evaluate(chain, observation);
        ShapeGuard.Require(likelihood.LogDensity, [batch.Count, shape.DenoisingSteps]);
        ChainLoss chainLoss = _objective.Compute(
            new ChainBatch(
                shape.ActionChunk,
                _model.Policy.ScoredSteps,
                Rows(_minibatch.InitialLogDensities, batch, [batch.Count]),
                Rows(_minibatch.LogDensities, batch, [batch.Count, shape.DenoisingSteps]),
                Rows(_minibatch.Advantages, batch, [batch.Count]),
                weight),
            likelihood);
        Tensor value = _model.Critic.Value(observation);
        Tensor valueLoss = (SquaredError(value, batch) * weight).Sum() * 0.5f;
        Tensor loss = chainLoss.Policy - (chainLoss.Entropy * _options.EntropyCoefficient) + (valueLoss * _options.ValueCoefficient);
        Tensor? penalty = Regularizer?.Penalty(batch, observation);
        _statistics[batch.Index] = Measure(batch, chainLoss, likelihood, value) with
        {
            ValueLoss = valueLoss.ToSingle(),
            Regularization = penalty?.ToSingle() ?? 0.0,
        };
        return penalty is null ? loss : loss + (penalty * _options.RegularizationCoefficient);
    }

    private Tensor SquaredError(Tensor value, MicroBatch batch)
    {
        ShapeGuard.Require(value, [batch.Count]);
        Tensor target = Rows(_minibatch.Returns, batch, [batch.Count]);
        Tensor error = (value - target).Square();
        if (_options.ValueClipRange is not { } range)
        {
            return error;
        }

        Tensor old = Rows(_minibatch.Values, batch, [batch.Count]);
        Tensor limited = old + (value - old).Clamp(-range, range);
        return value.Engine.Maximum(error, (limited - target).Square());
    }

    private MinibatchStatistics Measure(MicroBatch batch, ChainLoss loss, ChainLikelihood likelihood, Tensor value)
    {
        ReadOnlySpan<float> clipRanges = _objective.ClipRanges;
        int ratios = clipRanges.Length;
        ShapeGuard.Require(loss.LogRatio, [batch.Count, ratios]);
        Tensor deviation = likelihood.StandardDeviation.StopGradient();
        deviation = deviation.Reshape([batch.Count, deviation.Shape.ElementCount / batch.Count]).Mean(1);
        float[] scratch = ArrayPool<float>.Shared.Rent(batch.Count * (ratios + 3));
        Span<float> logRatios = scratch.AsSpan(0, batch.Count * ratios);
        Span<float> values = scratch.AsSpan(logRatios.Length, batch.Count);
        Span<float> deviations = scratch.AsSpan(logRatios.Length + batch.Count, batch.Count);
        loss.LogRatio.CopyTo(logRatios);
        value.CopyTo(values);
        deviation.CopyTo(deviations);
        Span<float> excesses = scratch.AsSpan(logRatios.Length + (2 * batch.Count), batch.Count);
        excesses.Clear();
        loss.Excess?.CopyTo(excesses);
        var sums = default(MinibatchStatistics);
        for (int row = 0; row < batch.Count; row++)
        {
            double weight = _minibatch.Weights[batch.Start + row];
            sums += Ratios(logRatios.Slice(row * ratios, ratios), clipRanges, weight / ratios);
            sums += default(MinibatchStatistics) with
            {
                NoiseDeviation = weight * deviations[row],
                Value = weight * values[row],
                LimitedShare = excesses[row] != 0f ? weight : 0.0,
            };
        }

        ArrayPool<float>.Shared.Return(scratch);
        return sums with { PolicyLoss = loss.Policy.ToSingle(), Entropy = loss.Entropy.ToSingle() };
    }

    private static MinibatchStatistics Ratios(ReadOnlySpan<float> logRatios, ReadOnlySpan<float> clipRanges, double weight)
    {
        var sums = default(MinibatchStatistics);
        for (int i = 0; i < logRatios.Length; i++)
        {
            double difference = Math.Exp(logRatios[i]) - 1.0;
            double distance = Math.Abs(difference);
            sums += default(MinibatchStatistics) with
            {
                ApproximateKl = weight * (difference - logRatios[i]),
                ClipFraction = distance > clipRanges[i] ? weight : 0.0,
                Ratio = weight * (difference + 1.0),
                RatioDistance = weight * distance,
            };
        }

        return sums;
    }

    private Tensor Rows(float[] values, MicroBatch batch, TensorShape shape)
    {
        int size = shape.ElementCount / batch.Count;
        return _model.Engine.FromValues(values.AsSpan(batch.Start * size, shape.ElementCount), shape);
    }
}

using ReinFlow.Demonstrations;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Gathers a minibatch of windows and computes the loss on it, micro-batch by micro-batch.</summary>
internal sealed class WindowLoss
{
    private readonly IImitationObjective _objective;
    private readonly IDemonstrations _demonstrations;
    private readonly ParameterStore _parameters;
    private readonly float[] _observations;
    private readonly float[] _actions;
    private readonly float[] _shares;
    private readonly Func<MicroBatch, Tensor> _differentiated;

    public WindowLoss(IImitationObjective objective, IDemonstrations demonstrations, ParameterStore parameters, int capacity)
    {
        (_objective, _demonstrations, _parameters) = (objective, demonstrations, parameters);
        _observations = new float[capacity * demonstrations.ObservationHistory * demonstrations.ObservationDimension];
        _actions = new float[capacity * demonstrations.Horizon * demonstrations.ActionDimension];
        _shares = new float[capacity];
        _differentiated = Share;
    }

    /// <summary>Computes the loss and adds its gradient to that of the parameters.</summary>
    public double Differentiate(ReadOnlySpan<int> windows, RandomSource random)
    {
        MicroBatchPlan plan = Prepare(windows, random);
        _parameters.Engine.AccumulateGradients(plan, [_parameters], _differentiated);
        return Sum(plan);
    }

    /// <summary>Computes the loss alone.</summary>
    public double Measure(ReadOnlySpan<int> windows, RandomSource random)
    {
        MicroBatchPlan plan = Prepare(windows, random);
        _parameters.Engine.ForEach(plan.Count, index => Share(plan[index]));
        return Sum(plan);
    }

    private MicroBatchPlan Prepare(ReadOnlySpan<int> windows, RandomSource random)
    {
        int observation = _demonstrations.ObservationHistory * _demonstrations.ObservationDimension;
        int action = _demonstrations.Horizon * _demonstrations.ActionDimension;
        _demonstrations.Gather(windows, _observations.AsSpan(0, windows.Length * observation), _actions.AsSpan(0, windows.Length * action));
        _objective.Draw(windows.Length, random);
        return _parameters.Engine.PlanMicroBatches(windows.Length, 1);
    }

    private Tensor Share(MicroBatch batch)
    {
        TensorEngine engine = _parameters.Engine;
        int observation = _demonstrations.ObservationHistory * _demonstrations.ObservationDimension;
        int action = _demonstrations.Horizon * _demonstrations.ActionDimension;
        Tensor state = engine.FromValues(
            _observations.AsSpan(batch.Start * observation, batch.Count * observation),
            [batch.Count, _demonstrations.ObservationHistory, _demonstrations.ObservationDimension]);
        Tensor actions = engine.FromValues(
            _actions.AsSpan(batch.Start * action, batch.Count * action),
            [batch.Count, _demonstrations.Horizon, _demonstrations.ActionDimension]);
        Tensor loss = _objective.Loss(batch, actions, new Observation(state));
        _shares[batch.Index] = loss.ToSingle();
        return loss;
    }

    private double Sum(MicroBatchPlan plan)
    {
        double sum = 0;
        for (int index = 0; index < plan.Count; index++)
        {
            sum += _shares[index];
        }

        return sum;
    }
}

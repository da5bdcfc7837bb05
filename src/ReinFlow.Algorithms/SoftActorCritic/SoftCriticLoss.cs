using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The squared errors of the critics, summed over the ensemble and averaged over the batch.</summary>
internal sealed class SoftCriticLoss
{
    private readonly IReparameterizedPolicy _actor;
    private readonly IActionValueFunction _critic;
    private readonly IActionValueFunction _target;
    private readonly SoftActorCriticOptions _options;
    private readonly LossPass _pass;
    private readonly int[] _order;
    private float _temperature;

    /// <summary>Initializes a new instance of the <see cref="SoftCriticLoss"/> class.</summary>
    /// <param name="actor">The policy, with constant parameters.</param>
    /// <param name="critic">The critics.</param>
    /// <param name="target">The target critics, with constant parameters.</param>
    /// <param name="parameters">The parameters of the critics.</param>
    /// <param name="options">The options.</param>
    public SoftCriticLoss(
        IReparameterizedPolicy actor, IActionValueFunction critic, IActionValueFunction target, ParameterStore parameters, SoftActorCriticOptions options)
    {
        (_actor, _critic, _target, _options) = (actor, critic, target, options);
        _pass = new LossPass([parameters], actor.ActionChunk.Size, Loss);
        _order = new int[critic.Members];
    }

    /// <summary>Computes the gradient of the critics.</summary>
    /// <param name="batch">The transitions.</param>
    /// <param name="temperature">The temperature.</param>
    /// <param name="random">The source of what is drawn.</param>
    /// <returns>The loss, and the mean value.</returns>
    public (double Loss, double Value) Accumulate(TransitionBatch batch, float temperature, RandomSource random)
    {
        _temperature = temperature;
        if (_options.TargetMembers > 0)
        {
            random.FillPermutation(_order);
        }

        (double loss, double value) = _pass.Run(batch, random);
        return (loss, value / (batch.Size * (double)_order.Length));
    }

    private Tensor Loss(TransitionBatch batch, MicroBatch rows)
    {
        TensorEngine engine = _critic.Network.Engine;
        Tensor target = Target(engine, batch, rows);
        Tensor values = _critic.Values(batch.Observation(engine, rows), batch.Action(engine, rows));
        ShapeGuard.Require(values, [_critic.Members, rows.Count]);
        Tensor loss = (values - target).Square().Sum() * (1f / batch.Size);
        _pass.Measure(rows, loss.ToSingle(), values.Sum().ToSingle());
        return loss;
    }

    private Tensor Target(TensorEngine engine, TransitionBatch batch, MicroBatch rows)
    {
        Observation next = batch.NextObservation(engine, rows);
        ReparameterizedSample sample = _actor.Sample(next, _pass.Noise(rows));
        Tensor values = _target.Values(next, sample.Actions, _order.AsSpan(0, _options.TargetMembers));
        Tensor value = EnsembleValues.Reduce(values, ValueReduction.Minimum);
        if (_options.BackupEntropy)
        {
            value -= sample.LogDensity * _temperature;
        }

        return batch.Reward(engine, rows) + (batch.Discount(engine, rows) * value);
    }
}

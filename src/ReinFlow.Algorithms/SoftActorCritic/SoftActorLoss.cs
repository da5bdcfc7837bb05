using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The losses of actor and temperature: temperature · log-density − value, and temperature · (entropy − its target).</summary>
internal sealed class SoftActorLoss
{
    private readonly IReparameterizedPolicy _actor;
    private readonly IActionValueFunction _critic;
    private readonly Temperature _temperature;
    private readonly ValueReduction _reduction;
    private readonly float _targetEntropy;
    private readonly LossPass _pass;
    private float _value;

    /// <summary>Initializes a new instance of the <see cref="SoftActorLoss"/> class.</summary>
    /// <param name="actor">The policy.</param>
    /// <param name="critic">The critics, with constant parameters.</param>
    /// <param name="actorParameters">The parameters of the policy.</param>
    /// <param name="temperatureParameters">Those of the temperature.</param>
    /// <param name="temperature">The temperature.</param>
    /// <param name="options">The options.</param>
    public SoftActorLoss(
        IReparameterizedPolicy actor,
        IActionValueFunction critic,
        ParameterStore actorParameters,
        ParameterStore temperatureParameters,
        Temperature temperature,
        SoftActorCriticOptions options)
    {
        (_actor, _critic, _temperature, _reduction) = (actor, critic, temperature, options.ActorReduction);
        _targetEntropy = (float)(options.TargetEntropyPerComponent * actor.ActionChunk.Size);
        _pass = new LossPass([actorParameters, temperatureParameters], actor.ActionChunk.Size, Loss);
    }

    /// <summary>Computes the gradients of actor and temperature.</summary>
    /// <param name="batch">The transitions.</param>
    /// <param name="temperature">The temperature.</param>
    /// <param name="random">The source of the noise.</param>
    /// <returns>The actor's loss, and the entropy.</returns>
    public (double Loss, double Entropy) Accumulate(TransitionBatch batch, float temperature, RandomSource random)
    {
        _value = temperature;
        (double loss, double density) = _pass.Run(batch, random);
        return (loss, -density / batch.Size);
    }

    private Tensor Loss(TransitionBatch batch, MicroBatch rows)
    {
        TensorEngine engine = _actor.Network.Engine;
        Observation observation = batch.Observation(engine, rows);
        ReparameterizedSample sample = _actor.Sample(observation, _pass.Noise(rows));
        Tensor value = EnsembleValues.Reduce(_critic.Values(observation, sample.Actions), _reduction);
        Tensor actor = ((sample.LogDensity * _value) - value).Sum() * (1f / batch.Size);
        Tensor density = sample.LogDensity.StopGradient().Sum();

        // Entropy above its target lowers the temperature: the gradient is temperature · (entropy − target).
        Tensor missing = (density + (rows.Count * _targetEntropy)) * (-1f / batch.Size);
        Tensor temperature = (_temperature.Differentiable() * missing).Sum();
        _pass.Measure(rows, actor.ToSingle(), density.ToSingle());
        return actor + temperature;
    }
}

using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Soft actor-critic with a learned temperature (arXiv 1812.05905) and, by its options, RLPD (arXiv 2302.02948).</summary>
/// <remarks>
/// One update: critics towards reward + discount · (min of the target critics − temperature · log-density) at a fresh action, targets
/// towards critics, then actor and temperature against the new critics. Each of the two losses is one pass over the batch.
/// </remarks>
/// <threadsafety>Acting is thread-safe between updates; one update at a time.</threadsafety>
public sealed class SoftActorCritic : IOffPolicyAlgorithm
{
    private readonly SoftActorCriticOptions _options;
    private readonly ParameterStore _actor;
    private readonly ParameterStore _critic;
    private readonly ParameterStore _temperature;
    private readonly TargetNetwork _target;
    private readonly AdamW _actorOptimizer;
    private readonly AdamW _criticOptimizer;
    private readonly AdamW _temperatureOptimizer;
    private readonly SoftCriticLoss _criticLoss;
    private readonly SoftActorLoss _actorLoss;
    private readonly Temperature _temperatureModule;
    private readonly RandomSource _noise = new(0UL);

    /// <summary>Initializes a new instance of the <see cref="SoftActorCritic"/> class.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="parts">The networks.</param>
    /// <param name="options">The options; copied.</param>
    /// <param name="random">The source of the initial parameters.</param>
    /// <exception cref="ArgumentException">The options are invalid, or the networks do not fit them.</exception>
    public SoftActorCritic(TensorEngine engine, SoftActorCriticParts parts, SoftActorCriticOptions options, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(random);
        OptionsGuard.Require(options, new SoftActorCriticOptionsValidator());
        Check(parts, options);
        _options = options with { };
        _temperatureModule = new Temperature(options.InitialTemperature);
        (IReparameterizedPolicy actorView, IActionValueFunction criticView) = (parts.Actor.CreateTwin(), parts.Critic.CreateTwin());
        IActionValueFunction target = parts.Critic.CreateTwin();
        _actor = new ParameterStore(engine, parts.Actor.Network, random.Split("actor"));
        _critic = new ParameterStore(engine, parts.Critic.Network, random.Split("critic"));
        _temperature = new ParameterStore(engine, _temperatureModule, random.Split("temperature"));
        _actor.Share(actorView.Network);
        _critic.Share(criticView.Network);
        _target = new TargetNetwork(_critic, target.Network);
        _actorOptimizer = new AdamW(_actor, new AdamWOptions());
        _criticOptimizer = new AdamW(_critic, new AdamWOptions());
        _temperatureOptimizer = new AdamW(_temperature, new AdamWOptions());
        _criticLoss = new SoftCriticLoss(actorView, parts.Critic, target, _critic, options);
        _actorLoss = new SoftActorLoss(parts.Actor, criticView, _actor, _temperature, _temperatureModule, options);
        Explorer = new ReparameterizedActionSampler(parts.Actor, SampleMode.Stochastic);
        Policy = new ReparameterizedActionSampler(parts.Actor, SampleMode.Deterministic);
        Parts =
        [
            new LearnedPart("actor", _actor, _actorOptimizer),
            new LearnedPart("critic", _critic, _criticOptimizer),
            new LearnedPart("target", _target.Parameters),
            new LearnedPart("temperature", _temperature, _temperatureOptimizer),
        ];
    }

    /// <inheritdoc/>
    public IActionSampler Explorer { get; }

    /// <inheritdoc/>
    public IActionSampler Policy { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LearnedPart> Parts { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames { get; } =
        ["critic_loss", "mean_value", "critic_gradient_norm", "actor_loss", "entropy", "actor_gradient_norm", "temperature"];

    /// <inheritdoc/>
    public string DivergenceCure =>
        $"Lower the learning rates, scale the rewards down or set {nameof(SoftActorCriticOptions.MaximumGradientNorm)}.";

    /// <inheritdoc/>
    public void Update(TransitionBatch batch, in OffPolicyStep step, UpdateMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(metrics);
        float temperature = _temperatureModule.Value;
        step.Random.SplitInto(0, _noise);
        (double loss, double value) = _criticLoss.Accumulate(batch, temperature, _noise);
        metrics.Add(0, loss);
        metrics.Add(1, value);
        Step((_critic, _criticOptimizer), _options.CriticLearningRate, metrics, 2);
        _target.Follow(_options.TargetRate);
        if (_options.ActorOncePerRound && !step.IsLast)
        {
            return;
        }

        step.Random.SplitInto(1, _noise);
        (double actorLoss, double entropy) = _actorLoss.Accumulate(batch, temperature, _noise);
        metrics.Add(3, actorLoss);
        metrics.Add(4, entropy);
        Step((_actor, _actorOptimizer), _options.ActorLearningRate, metrics, 5);
        _temperatureOptimizer.Step(_options.TemperatureLearningRate);
        metrics.Add(6, temperature);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LearnedPart part in Parts)
        {
            part.Optimizer?.Dispose();
            part.Parameters.Dispose();
        }
    }

    private void Step((ParameterStore Parameters, AdamW Optimizer) part, double learningRate, UpdateMetrics metrics, int metric)
    {
        // A gradient that is not finite must not reach the parameters, so its norm is looked at before the step.
        metrics.Add(metric, part.Parameters.GradientNorm());
        if (_options.MaximumGradientNorm is { } limit)
        {
            part.Optimizer.Step(learningRate, limit);
        }
        else
        {
            part.Optimizer.StepUnmeasured(learningRate);
        }
    }

    private static void Check(SoftActorCriticParts parts, SoftActorCriticOptions options)
    {
        ActionChunkSpec chunk = parts.Actor.ActionChunk;
        if (chunk.Horizon != chunk.ExecutedSteps)
        {
            throw new ArgumentException(
                $"The actor plans {chunk.Horizon} actions but executes {chunk.ExecutedSteps}; a critic judges what is executed. Make both equal.", nameof(parts));
        }

        if (options.TargetMembers > parts.Critic.Members)
        {
            throw new ArgumentException(
                $"{nameof(options.TargetMembers)} ({options.TargetMembers}) exceeds the ensemble of {parts.Critic.Members} critics. Use more critics, or fewer of them.",
                nameof(options));
        }
    }
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A network predicts the standard deviation of the injected noise (ReinFlow, 2025, §4).</summary>
/// <remarks>
/// Its gradient flows to the observation encoder, not to the policy's step embedding. Names of the parameters as in the official
/// code: <c>time_embedding_explore.weight</c> where there is a learned step embedding, <c>explore_noise_net.*</c>.
/// </remarks>
public sealed class LearnedNoiseNet : INoiseNet
{
    /// <summary>So many indices of denoising steps are laid on the stack.</summary>
    private const int StackLimit = 256;

    private readonly NoiseFeatures _features;
    private readonly StepTable? _table;
    private readonly BoundedNoiseNetwork _network;
    private readonly NoiseDecay? _decay;

    /// <summary>Initializes a new instance of the <see cref="LearnedNoiseNet"/> class.</summary>
    /// <param name="policy">The policy into whose chain noise is injected.</param>
    /// <param name="denoisingSteps">The number K of denoising steps.</param>
    /// <param name="options">The options; the schedule must be a learned one.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public LearnedNoiseNet(IFlowPolicy policy, int denoisingSteps, NoiseNetOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denoisingSteps);
        OptionsGuard.Require(options, new NoiseNetOptionsValidator());
        if (!NoiseNets.IsLearned(options.Schedule))
        {
            throw new ArgumentException(
                $"{nameof(options.Schedule)} ({options.Schedule}) asks for a {nameof(FixedNoiseNet)}.", nameof(options));
        }

        _features = options.Features;
        _table = _features == NoiseFeatures.LearnedStepAndCondition ? new StepTable(denoisingSteps, options.LearnedStepDimension) : null;
        int inputs = policy.ConditionDimension + _features switch
        {
            NoiseFeatures.StepAndCondition => policy.StepEmbeddingDimension,
            NoiseFeatures.LearnedStepAndCondition => options.LearnedStepDimension,
            _ => 0,
        };
        int outputs = policy.ActionChunk.Size;
        _network = new BoundedNoiseNetwork(
            inputs,
            outputs,
            options.HiddenLayers.Length > 0 ? options.HiddenLayers : [DefaultWidth(inputs, outputs)],
            options.Activation,
            new NoiseBounds(options.MinimumStandardDeviation, options.MaximumStandardDeviation));
        _decay = options.Schedule == NoiseSchedule.LearnDecay ? new NoiseDecay(options) : null;
        Network = _table is null
            ? new ModuleGroup(("explore_noise_net", _network))
            : new ModuleGroup(("time_embedding_explore", _table), ("explore_noise_net", _network));
    }

    /// <inheritdoc/>
    public Module Network { get; }

    /// <inheritdoc/>
    /// <remarks>A checkpoint brings its bounds along.</remarks>
    public NoiseBounds Bounds
    {
        get => _network.Bounds;
        set => _network.Bounds = value;
    }

    /// <inheritdoc/>
    public void BeginIteration(int iteration, int iterations)
    {
        if (_decay is not null)
        {
            Bounds = _decay.BoundsAt(iteration, iterations);
        }
    }

    /// <inheritdoc/>
    public Tensor StandardDeviation(ReadOnlySpan<DenoisingStep> steps, Tensor stepEmbedding, Condition condition)
    {
        Tensor observed = condition.Embedding;
        if (_features == NoiseFeatures.Condition)
        {
            return _network.Forward(observed).RepeatRows(steps.Length);
        }

        Tensor step = _table is null ? stepEmbedding.StopGradient() : _table.Look(steps);
        ShapeGuard.Require(step, [steps.Length, ShapeGuard.Any], nameof(stepEmbedding));
        return _network.Forward(step.TileRows(observed.Shape[0]), observed, steps.Length);
    }

    private int DefaultWidth(int inputs, int outputs) =>
        _features == NoiseFeatures.Condition ? 16 : (int)Math.Sqrt(((double)inputs * inputs) + ((double)outputs * outputs));

    private sealed class StepTable : Module
    {
        private readonly Parameter _weight;

        public StepTable(int steps, int dimension) =>
            _weight = AddParameter("weight", [steps, dimension], ParameterInitializers.Normal(1f));

        public Tensor Look(ReadOnlySpan<DenoisingStep> steps)
        {
            Span<int> rows = steps.Length <= StackLimit ? stackalloc int[steps.Length] : new int[steps.Length];
            for (int i = 0; i < steps.Length; i++)
            {
                rows[i] = steps[i].Index < _weight.Shape[0]
                    ? steps[i].Index
                    : throw new ArgumentException(
                        $"The noise net knows {_weight.Shape[0]} denoising steps, but step {steps[i].Index} was asked for. " +
                        "Use as many steps as it was made for.",
                        nameof(steps));
            }

            return _weight.Value.Engine.GatherRows(_weight.Value, rows);
        }
    }
}

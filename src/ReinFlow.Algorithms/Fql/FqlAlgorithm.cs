using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Flow Q-learning (Park, Li and Levine, 2025; arXiv 2502.02538).</summary>
/// <remarks>
/// A flow imitates the data; a one-step policy is distilled from it while it climbs the critic, and acts. Actions are within their bounds
/// wherever they are executed, stored or valued. <c>README.md</c> beside this file lists equations and deviations.
/// </remarks>
public sealed class FqlAlgorithm : IOffPolicyAlgorithm
{
    private readonly FqlModel _model;
    private readonly FqlOptions _options;
    private FqlUpdate? _update;

    /// <summary>Initializes a new instance of the <see cref="FqlAlgorithm"/> class.</summary>
    /// <param name="engine">The engine that computes.</param>
    /// <param name="parts">The networks; they get their memory here.</param>
    /// <param name="options">The options; copied.</param>
    /// <param name="random">The source of the initial parameters.</param>
    /// <exception cref="ArgumentException">The options are invalid, or a chunk is not executed as a whole.</exception>
    public FqlAlgorithm(TensorEngine engine, FqlParts parts, FqlOptions options, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(random);
        OptionsGuard.Require(options, new FqlOptionsValidator());
        ActionChunkSpec chunk = parts.Policy.ActionChunk;
        if (chunk.ExecutedSteps != chunk.Horizon || parts.Teacher.ActionChunk != chunk)
        {
            throw new ArgumentException(
                $"FQL values and imitates the executed actions, so all {chunk.Horizon} actions of a chunk must be executed and flow and one-step " +
                $"policy must agree, but {chunk.ExecutedSteps} are executed and the flow has {parts.Teacher.ActionChunk.Horizon}. Set equal numbers.",
                nameof(parts));
        }

        if (parts.Teacher.NoiseBlocks != 1)
        {
            throw new ArgumentException(
                $"The teacher takes {parts.Teacher.NoiseBlocks} noise blocks, but flow and one-step policy share one. Use a deterministic sampler.", nameof(parts));
        }

        _options = options with { };
        _model = new FqlModel(engine, parts, random);
        Parts =
        [
            new LearnedPart("policy", _model.Policies, _model.PolicyOptimizer),
            new LearnedPart("critic", _model.Critic, _model.CriticOptimizer),
            new LearnedPart("target_critic", _model.Target.Parameters),
        ];
    }

    /// <inheritdoc/>
    public IActionSampler Explorer => _model.Parts.Policy;

    /// <inheritdoc/>
    public IActionSampler Policy => _model.Parts.Policy;

    /// <inheritdoc/>
    public IReadOnlyList<LearnedPart> Parts { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => FqlUpdate.MetricNames;

    internal FqlModel Model => _model;

    /// <inheritdoc/>
    public void Update(TransitionBatch batch, in OffPolicyStep step, UpdateMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(metrics);
        FqlUpdate update = For(batch.Size);
        _model.Parts.Imitation.Draw(batch.Size, step.Random);
        update.Draws.Draw(step.Random);
        update.Run(batch, metrics);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _update?.Dispose();
        _model.Dispose();
    }

    /// <summary>Gets the update of batches of one size; another size makes another one.</summary>
    internal FqlUpdate For(int samples)
    {
        if (_update?.Samples != samples)
        {
            _update?.Dispose();
            _update = new FqlUpdate(_model, _options, samples);
        }

        return _update;
    }
}

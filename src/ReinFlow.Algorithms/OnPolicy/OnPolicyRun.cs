using Microsoft.Extensions.Logging;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>An on-policy fine-tuning run that owns what it is made of: parameters, environments, trainer.</summary>
/// <threadsafety>One run at a time.</threadsafety>
public sealed class OnPolicyRun : IFineTuner, IDisposable
{
    private readonly ParameterStore _policyParameters;
    private readonly ParameterStore _criticParameters;
    private readonly IVectorEnvironment _environment;
    private readonly IVectorEnvironment _evaluationEnvironment;
    private readonly OnPolicyTrainer _trainer;

    /// <summary>Initializes a new instance of the <see cref="OnPolicyRun"/> class that fine-tunes by ReinFlow.</summary>
    /// <param name="engine">The engine; it stays the caller's to dispose.</param>
    /// <param name="parts">What the run is made of.</param>
    /// <param name="options">The options; copied.</param>
    /// <param name="logger">Receives one entry per iteration, or <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The parts do not fit together.</exception>
    public OnPolicyRun(TensorEngine engine, OnPolicyParts parts, ReinFlowOptions options, ILogger<OnPolicyTrainer>? logger = null)
        : this(engine, parts, options, new PpoChainObjective(options), logger)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="OnPolicyRun"/> class.</summary>
    /// <param name="engine">The engine; it stays the caller's to dispose.</param>
    /// <param name="parts">What the run is made of.</param>
    /// <param name="options">The options; copied.</param>
    /// <param name="objective">The objective of the policy.</param>
    /// <param name="logger">Receives one entry per iteration, or <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The parts do not fit together.</exception>
    public OnPolicyRun(
        TensorEngine engine, OnPolicyParts parts, OnPolicyOptions options, IChainObjective objective, ILogger<OnPolicyTrainer>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(objective);
        if (options.RegularizationCoefficient > 0 && parts.Regularizer is null)
        {
            throw new ArgumentException(
                $"{nameof(options.RegularizationCoefficient)} is {options.RegularizationCoefficient}, but the run has no regularizer. " +
                $"Register an {nameof(IPolicyRegularizer)}, or set it to 0.",
                nameof(options));
        }

        RandomSource random = new RandomSource(options.Seed).Split("parameters");
        _policyParameters = new ParameterStore(engine, parts.Policy.Network, random.Split("policy"));
        _criticParameters = new ParameterStore(engine, parts.Critic.Network, random.Split("critic"));
        parts.Start?.CopyTo(_policyParameters);
        int executedSteps = parts.Policy.ActionChunk.ExecutedSteps;
        _environment = parts.Environments.Create(executedSteps, parts.Normalization ?? parts.Start?.Normalization);
        _evaluationEnvironment = parts.Environments.Create(executedSteps, parts.Normalization ?? parts.Start?.Normalization);
        var setup = new OnPolicySetup(
            new OnPolicyModel(parts.Policy, _policyParameters, parts.Critic, _criticParameters, parts.Regularizer),
            _environment,
            _evaluationEnvironment)
        {
            Checkpoints = parts.Checkpoints,
            DumpDirectory = parts.DumpDirectory,
            Frozen = parts.Reference is { } reference ? [new LearnedPart("reference", reference)] : [],
        };
        _trainer = new OnPolicyTrainer(setup, options, objective, logger);
    }

    /// <summary>Gets the parameters of the policy.</summary>
    public ParameterStore PolicyParameters => _policyParameters;

    /// <summary>Goes on where a saved run ended.</summary>
    /// <param name="checkpoint">The saved run.</param>
    /// <exception cref="ReinFlow.Formats.FileFormatException">The checkpoint belongs to other networks.</exception>
    public void Restore(CheckpointReader checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.Restore(_trainer);
    }

    /// <inheritdoc/>
    public Task<FineTuningReport> FineTuneAsync(
        IProgress<FineTuningProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _trainer.FineTuneAsync(progress, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _evaluationEnvironment.Dispose();
        _environment.Dispose();
        _criticParameters.Dispose();
        _policyParameters.Dispose();
    }
}

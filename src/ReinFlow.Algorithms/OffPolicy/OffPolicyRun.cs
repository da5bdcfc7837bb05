using Microsoft.Extensions.Logging;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>An off-policy run that owns what it is made of: algorithm, environments, trainer.</summary>
/// <threadsafety>One run at a time.</threadsafety>
public sealed class OffPolicyRun : IFineTuner, IDisposable
{
    private readonly IVectorEnvironment? _environment;
    private readonly IVectorEnvironment? _evaluationEnvironment;
    private readonly OffPolicyTrainer _trainer;

    /// <summary>Initializes a new instance of the <see cref="OffPolicyRun"/> class.</summary>
    /// <param name="engine">The engine; it stays the caller's to dispose.</param>
    /// <param name="parts">What the run is made of.</param>
    /// <param name="options">The options; copied.</param>
    /// <param name="logger">Receives one entry per iteration, or <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The parts do not fit together.</exception>
    public OffPolicyRun(TensorEngine engine, OffPolicyParts parts, OffPolicyOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(options);
        Algorithm = parts.CreateAlgorithm(engine, new RandomSource(options.Seed).Split("parameters"));
        int executedSteps = Algorithm.Explorer.ActionChunk.ExecutedSteps;
        try
        {
            _environment = parts.Environments.Create(executedSteps, parts.Normalization);
            _evaluationEnvironment = parts.Environments.Create(executedSteps, parts.Normalization);
            var setup = new OffPolicySetup(engine, Algorithm, _environment, _evaluationEnvironment)
            {
                OfflineData = parts.OfflineData,
                Replay = parts.Replay,
                Checkpoints = parts.Checkpoints,
                DumpDirectory = parts.DumpDirectory,
            };
            _trainer = new OffPolicyTrainer(setup, options, logger);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the algorithm.</summary>
    public IOffPolicyAlgorithm Algorithm { get; }

    /// <summary>Goes on where a saved run ended.</summary>
    /// <param name="checkpoint">The saved run.</param>
    /// <exception cref="Formats.FileFormatException">The checkpoint belongs to other networks.</exception>
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
        _evaluationEnvironment?.Dispose();
        _environment?.Dispose();
        Algorithm.Dispose();
    }
}

using Microsoft.Extensions.Logging;

namespace ReinFlow.Environments;

/// <summary>Makes parallel environments of one kind.</summary>
public sealed class VectorEnvironmentFactory : IVectorEnvironmentFactory
{
    private readonly Func<IEnvironment> _create;
    private readonly VectorEnvironmentOptions _options;
    private readonly ILogger? _logger;

    /// <summary>Initializes a new instance of the <see cref="VectorEnvironmentFactory"/> class.</summary>
    /// <param name="create">Makes one environment.</param>
    /// <param name="options">How many run in parallel, and the history; executed steps and ranges come with each call.</param>
    /// <param name="logger">Receives a warning when an environment is restarted, or <see langword="null"/>.</param>
    public VectorEnvironmentFactory(Func<IEnvironment> create, VectorEnvironmentOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(options);
        _create = create;
        _logger = logger;
        _options = options with { };
        using IEnvironment environment = create();
        Spec = environment.Spec;
    }

    /// <inheritdoc/>
    public EnvironmentSpec Spec { get; }

    /// <inheritdoc/>
    public int ObservationHistory => _options.ObservationHistory;

    /// <inheritdoc/>
    public IVectorEnvironment Create(int executedSteps, Normalization? normalization) =>
        new VectorEnvironment(_create, _options with { ExecutedSteps = executedSteps, Normalization = normalization }, _logger);
}

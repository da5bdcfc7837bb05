using Microsoft.Extensions.Logging;
using ReinFlow.Tensors;

namespace ReinFlow.Environments;

/// <summary>Runs many instances of an environment on threads of its own, a whole action chunk of one instance at a time.</summary>
/// <remarks>
/// A chunk stops at the first end of an episode, and its remaining actions are discarded. An end by the task is a termination; an
/// end by <see cref="EnvironmentSpec.MaxEpisodeSteps"/> or by the environment's own cut is a truncation, and termination wins where
/// both meet: the official wrappers report both at a time limit, which stops bootstrapping where it is due. Environment e draws from
/// <c>random.Split(e)</c>, its n-th episode since the reset from the split n of that stream, so that results are the same bits on any
/// number of threads. The threads live until <see cref="Dispose"/>; between steps they spin for some microseconds and then sleep.
/// </remarks>
/// <threadsafety>
/// Used by one thread at a time. Disposing from another thread waits for a running step.
/// </threadsafety>
public sealed class VectorEnvironment : IVectorEnvironment
{
    private readonly Lock _lock = new();
    private readonly EnvironmentSlot[] _slots;
    private readonly WorkerGroup _workers;
    private readonly Action<int> _begin;
    private readonly Action<int> _play;
    private readonly float[] _observations;
    private readonly float[] _actions;
    private VectorOutcome? _outcome;
    private bool _running;
    private bool _disposed;

    /// <summary>Initializes a new instance of the <see cref="VectorEnvironment"/> class.</summary>
    /// <param name="factory">Makes one environment per call, each independent of the others; all are disposed with this object.</param>
    /// <param name="options">The options; copied.</param>
    /// <param name="logger">Receives a warning when an environment is restarted, or <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">
    /// An option is out of range, the normalization does not fit the environment, or the environments differ.
    /// </exception>
    public VectorEnvironment(Func<IEnvironment> factory, VectorEnvironmentOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        VectorEnvironmentGuard.Options(options);
        factory = GuardedEnvironment.Around(factory, options.Guard, logger);

        Count = options.Count;
        ObservationHistory = options.ObservationHistory;
        ExecutedSteps = options.ExecutedSteps;
        Normalization = options.Normalization;
        List<IEnvironment> environments = Create(factory, options);
        Spec = environments[0].Spec;
        _slots = [.. environments.Select((environment, e) => new EnvironmentSlot(environment, e, ObservationHistory, Normalization))];
        _observations = new float[Count * ObservationSize];
        _actions = new float[Count * ChunkSize];
        _begin = Begin;
        _play = Play;
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        _workers = new WorkerGroup(Math.Min(threads, Count));
    }

    /// <inheritdoc/>
    public EnvironmentSpec Spec { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int ObservationHistory { get; }

    /// <inheritdoc/>
    public int ExecutedSteps { get; }

    /// <inheritdoc/>
    public Normalization? Normalization { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Observations => _observations;

    private int ObservationSize => ObservationHistory * Spec.ObservationDimension;

    private int ChunkSize => ExecutedSteps * Spec.ActionDimension;

    /// <inheritdoc/>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned a non-finite number.</exception>
    public void Reset(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            for (int e = 0; e < Count; e++)
            {
                _slots[e].UseRandom(random.Split(e));
            }

            Run(_begin);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The actions or the outcome have the wrong size, or an action is not finite.</exception>
    /// <exception cref="InvalidOperationException">There was no <see cref="Reset"/> yet, or none since a fault.</exception>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned a non-finite number.</exception>
    public void Step(ReadOnlySpan<float> actions, VectorOutcome outcome)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            VectorEnvironmentGuard.Actions(actions, Count, ExecutedSteps, Spec.ActionDimension);
            VectorEnvironmentGuard.Outcome(outcome, Count, ObservationSize);
            if (!_running)
            {
                throw new InvalidOperationException(
                    $"The environments of '{Spec.Name}' have no running episodes: call Reset before the first step and after a fault.");
            }

            actions.CopyTo(_actions);
            _outcome = outcome;
            Run(_play);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// There is nothing to save if the environments do not implement <see cref="IResumableEnvironment"/>, before the first reset, and after a fault.
    /// </remarks>
    /// <exception cref="EnvironmentFaultException">An environment threw.</exception>
    public VectorEnvironmentState? SaveState()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_running || _slots[0].StateLength is not { } length)
            {
                return null;
            }

            var state = new VectorEnvironmentState(Count, ObservationSize, length);
            foreach (EnvironmentSlot slot in _slots)
            {
                slot.Save(state);
            }

            return state;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="EnvironmentFaultException">An environment threw.</exception>
    public void RestoreState(VectorEnvironmentState state)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            VectorEnvironmentGuard.State(state, (Count, ObservationSize, _slots[0].StateLength), Spec);
            _running = false;
            for (int e = 0; e < Count; e++)
            {
                _slots[e].Restore(state, ObservationsOf(e));
            }

            _running = true;
        }
    }

    /// <summary>Ends the threads and disposes the environments, after a step that is under way.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _workers.Dispose();
            foreach (EnvironmentSlot slot in _slots)
            {
                slot.Dispose();
            }
        }
    }

    private static List<IEnvironment> Create(Func<IEnvironment> factory, VectorEnvironmentOptions options)
    {
        List<IEnvironment> environments = [];
        try
        {
            for (int e = 0; e < options.Count; e++)
            {
                IEnvironment environment = factory()
                    ?? throw new ArgumentException("The factory returned null instead of an environment.", nameof(factory));
                if (environments.Exists(other => ReferenceEquals(other, environment)))
                {
                    throw new ArgumentException(
                        "The factory returned the same environment twice; it must make a new one per call.", nameof(factory));
                }

                environments.Add(environment);
                VectorEnvironmentGuard.Spec(environment.Spec, options.Normalization);
                if (environment.Spec != environments[0].Spec)
                {
                    throw new ArgumentException(
                        $"The factory must make equal environments, but {e} is {environment.Spec} and 0 is {environments[0].Spec}.",
                        nameof(factory));
                }
            }

            return environments;
        }
        catch
        {
            environments.ForEach(environment => environment.Dispose());
            throw;
        }
    }

    private void Run(Action<int> work)
    {
        // Stays false after a fault: some environments have then moved on and others have not.
        _running = false;
        _workers.Run(Count, work);
        _running = true;
    }

    private void Begin(int e) => _slots[e].Begin(ObservationsOf(e));

    private void Play(int e) => _slots[e].Play(_actions.AsSpan(e * ChunkSize, ChunkSize), _outcome!, ObservationsOf(e));

    private Span<float> ObservationsOf(int e) => _observations.AsSpan(e * ObservationSize, ObservationSize);
}

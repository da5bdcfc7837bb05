using System.Runtime.ExceptionServices;

namespace ReinFlow.Environments;

/// <summary>One instance of an environment; where calls have a limit, with a thread of its own on which all of them run.</summary>
/// <remarks>
/// What a call reads and writes belongs to the cell, its random stream too: a call that hangs and returns after the cell was given up
/// disturbs nobody.
/// </remarks>
internal sealed class EnvironmentCell : IDisposable
{
    private readonly object _gate = new();
    private readonly Func<IEnvironment> _create;
    private readonly TimeSpan? _limit;
    private readonly Action _reset;
    private readonly Action _step;
    private IEnvironment? _environment;
    private readonly float[] _action;
    private readonly float[] _observation;
    private readonly RandomSource _random = new(0UL);
    private RandomSource? _stream;
    private StepResult _result;
    private Action? _call;
    private ExceptionDispatchInfo? _failure;
    private bool _isEnding;

    /// <summary>Initializes a new instance of the <see cref="EnvironmentCell"/> class and makes its environment.</summary>
    /// <param name="create">Makes the environment.</param>
    /// <param name="limit">The time that a call may take, or null for no limit.</param>
    /// <exception cref="TimeoutException">The environment was not made in time.</exception>
    public EnvironmentCell(Func<IEnvironment> create, TimeSpan? limit)
    {
        (_create, _limit) = (create, limit);
        _reset = () => _environment!.Reset(_random, new ObservationBuffer(_observation));
        _step = () => _result = _environment!.Step(_action, new ObservationBuffer(_observation));
        if (limit is not null)
        {
            new Thread(Serve) { IsBackground = true, Name = "ReinFlow environment" }.Start();
        }

        try
        {
            Call(() =>
            {
                _environment = _create() ?? throw new InvalidOperationException("The factory returned null instead of an environment.");
                Spec = _environment.Spec;
            });
        }
        catch
        {
            Dispose();
            throw;
        }

        _action = new float[Spec.ActionDimension];
        _observation = new float[Spec.ObservationDimension];
    }

    public EnvironmentSpec Spec { get; private set; } = null!;

    /// <summary>Gets how many numbers the environment saves, or <see langword="null"/> if it cannot.</summary>
    public int? StateLength => (_environment as IResumableEnvironment)?.StateLength;

    public void Reset(RandomSource random, ObservationBuffer observation)
    {
        Call(_reset, random);
        _observation.CopyTo(observation.State);
    }

    public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
    {
        action.CopyTo(_action);
        Call(_step);
        Advance();
        _observation.CopyTo(observation.State);
        return _result;
    }

    public void SaveState(Span<double> state)
    {
        double[] copy = new double[state.Length];
        Call(() => ((IResumableEnvironment)_environment!).SaveState(copy));
        copy.CopyTo(state);
    }

    public void RestoreState(ReadOnlySpan<double> state, RandomSource random)
    {
        double[] copy = [.. state];
        Call(() => ((IResumableEnvironment)_environment!).RestoreState(copy, _random), random);
    }

    /// <summary>Lets the thread dispose the environment and end, at once or when the call that hangs returns; nobody waits for it.</summary>
    public void Dispose()
    {
        if (_limit is null)
        {
            _environment?.Dispose();
            return;
        }

        lock (_gate)
        {
            _isEnding = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Calls what draws from a stream from now on; the stream advances only with calls that return.</summary>
    private void Call(Action call, RandomSource stream)
    {
        _random.State = stream.State;
        Call(call);
        _stream = stream;
        Advance();
    }

    private void Advance()
    {
        if (_stream is not null)
        {
            _stream.State = _random.State;
        }
    }

    private void Call(Action call)
    {
        if (_limit is not { } limit)
        {
            call();
            return;
        }

        ExceptionDispatchInfo? failure;
        lock (_gate)
        {
            if (_isEnding)
            {
                throw new InvalidOperationException("A call before this one did not return in time, and the environment was given up. Make a new one, or let it be restarted: OnFault.");
            }

            _call = call;
            Monitor.PulseAll(_gate);
            long deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
            while (_call is not null)
            {
                int left = (int)Math.Clamp(deadline - Environment.TickCount64, 0, int.MaxValue);
                if (!Monitor.Wait(_gate, left) && _call is not null)
                {
                    // Whatever it does when it returns is not the answer to a later call.
                    _isEnding = true;
                    throw new TimeoutException(
                        $"It did not return within {limit.TotalSeconds:G} s. Raise {nameof(EnvironmentGuardOptions.StepTimeoutSeconds)} if it may take so long.");
                }
            }

            (failure, _failure) = (_failure, null);
        }

        failure?.Throw();
    }

    private void Serve()
    {
        while (Await() is { } call)
        {
            ExceptionDispatchInfo? failure = null;
            try
            {
                call();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            lock (_gate)
            {
                (_call, _failure) = (null, failure);
                Monitor.PulseAll(_gate);
            }
        }

        try
        {
            _environment?.Dispose();
        }
#pragma warning disable CA1031 // It would end the process, and nobody waits for what it says.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private Action? Await()
    {
        lock (_gate)
        {
            while (_call is null && !_isEnding)
            {
                Monitor.Wait(_gate);
            }

            return _isEnding ? null : _call;
        }
    }
}

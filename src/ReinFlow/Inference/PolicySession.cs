using System.Collections.Concurrent;

namespace ReinFlow.Policies;

/// <summary>One robot's turn with a plan of the pool.</summary>
internal sealed class PolicySession : IPolicySession
{
    private readonly ConcurrentBag<PolicyPlan> _pool;
    private readonly RandomSource _random;
    private PolicyPlan? _plan;
    private long _episode;

    public PolicySession(PolicyPlan plan, ulong seed, ConcurrentBag<PolicyPlan> pool)
    {
        (_plan, _pool) = (plan, pool);
        _random = new RandomSource(seed).Split("session");
        Begin(plan);
    }

    /// <inheritdoc/>
    public void Act(ReadOnlySpan<float> observation, Span<float> action)
    {
        ObjectDisposedException.ThrowIf(_plan is null, this);
        _plan.Act(observation, action);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        ObjectDisposedException.ThrowIf(_plan is null, this);
        Begin(_plan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _plan, null) is { } plan)
        {
            _pool.Add(plan);
        }
    }

    private void Begin(PolicyPlan plan) => plan.Begin(_random, _episode++);
}

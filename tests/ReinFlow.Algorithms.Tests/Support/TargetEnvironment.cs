using ReinFlow.Environments;

namespace ReinFlow.Algorithms.Tests;

/// <summary>Environments that show a random target for some steps and reward actions near it; nothing but arithmetic.</summary>
internal sealed class TargetEnvironment : IVectorEnvironment
{
    private const int Dimension = 2;
    private readonly float[] _observations;
    private readonly int[] _steps;
    private readonly RandomSource[] _random;

    public TargetEnvironment(int count, int executedSteps)
    {
        Count = count;
        ExecutedSteps = executedSteps;
        _observations = new float[count * Dimension];
        _steps = new int[count];
        _random = new RandomSource[count];
    }

    /// <summary>Gets or sets what changes rewards and observations, to provoke faults.</summary>
    public Action<int, VectorOutcome, float[]>? Fault { get; set; }

    public int Decisions { get; private set; }

    public bool IsDisposed { get; private set; }

    public EnvironmentSpec Spec { get; init; } = new("Target", Dimension, Dimension, 6, "an action within 0.3 of the target");

    public int Count { get; }

    public int ObservationHistory => 1;

    public int ExecutedSteps { get; }

    public Normalization? Normalization => null;

    public ReadOnlySpan<float> Observations => _observations;

    public void Reset(RandomSource random)
    {
        for (int e = 0; e < Count; e++)
        {
            _random[e] = random.Split(e);
            Begin(e);
        }
    }

    public void Step(ReadOnlySpan<float> actions, VectorOutcome outcome)
    {
        for (int e = 0; e < Count; e++)
        {
            Play(e, actions.Slice(e * ExecutedSteps * Dimension, ExecutedSteps * Dimension), outcome);
        }

        Fault?.Invoke(Decisions, outcome, _observations);
        Decisions++;
    }

    public void Dispose() => IsDisposed = true;

    private void Play(int e, ReadOnlySpan<float> chunk, VectorOutcome outcome)
    {
        Span<float> target = _observations.AsSpan(e * Dimension, Dimension);
        (outcome.Rewards[e], outcome.BestRewards[e], outcome.ExecutedSteps[e]) = (0f, float.NegativeInfinity, 0);
        outcome.Succeeded[e] = false;
        for (int i = 0; i < ExecutedSteps && _steps[e] < Spec.MaxEpisodeSteps; i++)
        {
            float x = chunk[i * Dimension] - target[0];
            float y = chunk[(i * Dimension) + 1] - target[1];
            float distance = MathF.Sqrt((x * x) + (y * y));
            outcome.Rewards[e] -= distance;
            outcome.BestRewards[e] = Math.Max(outcome.BestRewards[e], -distance);
            outcome.Succeeded[e] |= distance < 0.3f;
            outcome.ExecutedSteps[e]++;
            _steps[e]++;
        }

        bool ended = _steps[e] >= Spec.MaxEpisodeSteps;
        outcome.Terminated[e] = ended && e % 2 == 0;
        outcome.Truncated[e] = ended && e % 2 == 1;
        target.CopyTo(outcome.FinalObservations.AsSpan(e * Dimension));
        if (ended)
        {
            Begin(e);
        }
    }

    private void Begin(int e)
    {
        _steps[e] = e % 3;
        _observations[e * Dimension] = (1.4f * _random[e].NextSingle()) - 0.7f;
        _observations[(e * Dimension) + 1] = (1.4f * _random[e].NextSingle()) - 0.7f;
    }
}

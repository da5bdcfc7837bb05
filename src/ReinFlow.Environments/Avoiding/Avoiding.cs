using System.Numerics;

namespace ReinFlow.Environments;

/// <summary>A rod in the plane must reach a goal line past six obstacles; there are 24 ways, and a good policy keeps them all.</summary>
/// <remarks>
/// <para>
/// After the Avoiding task of D3IL (Jia et al. 2024), with the robot arm replaced by a first-order lag. Observation: desired x and y,
/// actual x and y, in metres. Action: displacement of the desired position in x and y, in metres, clipped to
/// ±<see cref="StepLimit"/> each. The actual position then covers the share <see cref="Response"/> of its distance to the desired one
/// (a time constant of 1.4 steps). An episode starts within ±<see cref="StartSpread"/> of <see cref="AvoidingField.Start"/>, uniformly.
/// The shortest ways take about 73 steps, those with the largest detours about 120.
/// </para>
/// <para>
/// Reward of a step: the progress in y as a share of the way from start to goal line, so that it adds up to about 1 and cannot be
/// farmed by going back and forth; in addition −1 where the rod touches an obstacle or leaves the workspace, and +1 on reaching
/// the goal line. Each of these three terminates the episode; the limit of 150 steps truncates it. A success returns about 2.
/// </para>
/// <para>The geometry is <see cref="AvoidingField"/>; which of the 24 ways an episode took says <see cref="AvoidingRoute"/>.</para>
/// </remarks>
public sealed class Avoiding : IResumableEnvironment
{
    /// <summary>The largest displacement of the desired position per step and axis, in metres.</summary>
    public const float StepLimit = 0.01f;

    /// <summary>The share of the distance to the desired position that the actual position covers per step.</summary>
    public const float Response = 0.5f;

    /// <summary>The largest distance per axis between an episode's start and the nominal one, in metres.</summary>
    public const float StartSpread = 0.01f;

    private Vector2 _desired;
    private Vector2 _actual;
    private bool _running;

    /// <inheritdoc/>
    public EnvironmentSpec Spec { get; } = new(
        nameof(Avoiding),
        ObservationDimension: 4,
        ActionDimension: 2,
        MaxEpisodeSteps: 150,
        SuccessCriterion: "reached the goal line without touching an obstacle")
    {
        ActionMinimum = -StepLimit,
        ActionMaximum = StepLimit,
    };

    /// <inheritdoc/>
    public int? StateLength => 5;

    /// <inheritdoc/>
    public void Reset(RandomSource random, ObservationBuffer observation)
    {
        ArgumentNullException.ThrowIfNull(random);

        float x = StartSpread * ((2 * random.NextSingle()) - 1);
        float y = StartSpread * ((2 * random.NextSingle()) - 1);
        _actual = _desired = AvoidingField.Start + new Vector2(x, y);
        _running = true;
        Write(observation.State);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No episode is running.</exception>
    public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
    {
        if (!_running)
        {
            throw new InvalidOperationException(
                "No episode of Avoiding is running: call Reset before the first step and after the end of an episode.");
        }

        Vector2 before = _actual;
        _desired += Vector2.Clamp(new Vector2(action[0], action[1]), new Vector2(-StepLimit), new Vector2(StepLimit));
        _actual += Response * (_desired - _actual);
        Write(observation.State);

        float progress = (_actual.Y - before.Y) / (AvoidingField.GoalLine - AvoidingField.Start.Y);
        bool failed = AvoidingField.Touches(before, _actual) || !AvoidingField.Contains(_actual);
        bool succeeded = !failed && _actual.Y >= AvoidingField.GoalLine;
        _running = !failed && !succeeded;
        return new StepResult(progress + (failed ? -1 : succeeded ? 1 : 0), Terminated: !_running, Truncated: false, succeeded);
    }

    /// <inheritdoc/>
    public void SaveState(Span<double> state) =>
        (state[0], state[1], state[2], state[3], state[4]) = (_desired.X, _desired.Y, _actual.X, _actual.Y, _running ? 1 : 0);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<double> state, RandomSource random)
    {
        _desired = new Vector2((float)state[0], (float)state[1]);
        _actual = new Vector2((float)state[2], (float)state[3]);
        _running = state[4] != 0;
    }

    /// <summary>Does nothing: the environment holds no resources.</summary>
    public void Dispose()
    {
    }

    private void Write(Span<float> state) => (state[0], state[1], state[2], state[3]) = (_desired.X, _desired.Y, _actual.X, _actual.Y);
}

using ReinFlow;
using ReinFlow.Environments;

namespace CustomEnvironment;

/// <summary>A pendulum with a motor too weak to lift it: it has to swing to and fro until it stands on its head, and stay there.</summary>
/// <remarks>It draws only from the source that a reset gives it and allocates nothing, so hundreds can run in parallel.</remarks>
internal sealed class Pendulum : IResumableEnvironment
{
    private const double TimeStep = 0.05;
    private const double Gravity = 10;
    private const double LargestTorque = 2;
    private const double LargestSpeed = 8;

    private double _angle;
    private double _speed;

    public EnvironmentSpec Spec { get; } = new("Pendulum", 3, 1, 200, "stands upright and still") { ActionMinimum = -1, ActionMaximum = 1 };

    // Optional: whoever can save its state goes on after an interruption as if there had been none.
    public int? StateLength => 2;

    public void Reset(RandomSource random, ObservationBuffer observation)
    {
        (_angle, _speed) = (Math.PI * ((2 * random.NextSingle()) - 1), (2 * random.NextSingle()) - 1);
        Write(observation);
    }

    public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
    {
        double torque = LargestTorque * Math.Clamp(action[0], -1, 1);
        double cost = (_angle * _angle) + (0.1 * _speed * _speed) + (0.001 * torque * torque);
        _speed = Math.Clamp(_speed + (TimeStep * ((1.5 * Gravity * Math.Sin(_angle)) + (3 * torque))), -LargestSpeed, LargestSpeed);
        _angle = Math.IEEERemainder(_angle + (TimeStep * _speed), 2 * Math.PI);
        Write(observation);

        // The task has no end of its own; after 200 steps the library cuts the episode off.
        return new StepResult((float)-cost, Terminated: false, Truncated: false, Succeeded: Math.Abs(_angle) < 0.1 && Math.Abs(_speed) < 0.2);
    }

    public void SaveState(Span<double> state) => (state[0], state[1]) = (_angle, _speed);

    public void RestoreState(ReadOnlySpan<double> state, RandomSource random) => (_angle, _speed) = (state[0], state[1]);

    public void Dispose()
    {
    }

    private void Write(ObservationBuffer observation) =>
        (observation.State[0], observation.State[1], observation.State[2]) = ((float)Math.Cos(_angle), (float)Math.Sin(_angle), (float)_speed);
}

namespace ReinFlow.Environments.MuJoCo;

/// <summary>The rules of <c>Hopper-v2</c>.</summary>
internal sealed class HopperTask : LocomotionTask
{
    private const double StateLimit = 100.0;

    /// <inheritdoc/>
    public override EnvironmentSpec Spec { get; } = new("Hopper-v2", 11, 3, Episode, Upright) { ActionMinimum = -1f, ActionMaximum = 1f };

    /// <inheritdoc/>
    public override RobotModel Robot => HopperModel.Robot;

    /// <inheritdoc/>
    public override int StepsPerAction => 4;

    /// <inheritdoc/>
    public override ResetNoise Noise { get; } = ResetNoise.Uniform(0.005);

    /// <inheritdoc/>
    public override double Reward(double speed, double squaredAction) => speed + 1.0 - (1e-3 * squaredAction);

    /// <inheritdoc/>
    public override bool IsAlive(MuJoCoSimulation simulation)
    {
        ReadOnlySpan<double> positions = simulation.Positions;
        return positions[1] > 0.7 && Math.Abs(positions[2]) < 0.2
            && AreWithin(positions[2..], StateLimit) && AreWithin(simulation.Velocities, StateLimit);
    }

    /// <inheritdoc/>
    public override void Observe(MuJoCoSimulation simulation, StateWriter state)
    {
        state.Write(simulation.Positions[1..]);
        state.WriteClipped(simulation.Velocities, 10.0);
    }
}

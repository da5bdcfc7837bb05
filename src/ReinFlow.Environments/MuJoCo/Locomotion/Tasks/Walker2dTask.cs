namespace ReinFlow.Environments.MuJoCo;

/// <summary>The rules of <c>Walker2d-v2</c>.</summary>
internal sealed class Walker2dTask : LocomotionTask
{
    /// <inheritdoc/>
    public override EnvironmentSpec Spec { get; } = new("Walker2d-v2", 17, 6, Episode, Upright) { ActionMinimum = -1f, ActionMaximum = 1f };

    /// <inheritdoc/>
    public override RobotModel Robot => Walker2dModel.Robot;

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
        return positions[1] is > 0.8 and < 2.0 && positions[2] is > -1.0 and < 1.0;
    }

    /// <inheritdoc/>
    public override void Observe(MuJoCoSimulation simulation, StateWriter state)
    {
        state.Write(simulation.Positions[1..]);
        state.WriteClipped(simulation.Velocities, 10.0);
    }
}

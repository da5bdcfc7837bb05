namespace ReinFlow.Environments.MuJoCo;

/// <summary>The rules of <c>Ant-v2</c>.</summary>
/// <remarks>
/// The 84 contact forces of the observation are zero and cost nothing: the original's binding never asks the engine to compute them.
/// </remarks>
internal sealed class AntTask : LocomotionTask
{
    private const int Torso = 1;

    /// <inheritdoc/>
    public override EnvironmentSpec Spec { get; } = new("Ant-v2", 111, 8, Episode, Upright) { ActionMinimum = -1f, ActionMaximum = 1f };

    /// <inheritdoc/>
    public override RobotModel Robot => AntModel.Robot;

    /// <inheritdoc/>
    public override int StepsPerAction => 5;

    /// <inheritdoc/>
    public override ResetNoise Noise { get; } = new(0.1, 0.1, HasNormalVelocities: true);

    /// <inheritdoc/>
    public override double Distance(MuJoCoSimulation simulation) => simulation.BodyPositions[Torso * 3];

    /// <inheritdoc/>
    public override double Reward(double speed, double squaredAction) => speed + 1.0 - (0.5 * squaredAction);

    /// <inheritdoc/>
    public override bool IsAlive(MuJoCoSimulation simulation)
    {
        ReadOnlySpan<double> positions = simulation.Positions;
        return positions[2] is >= 0.2 and <= 1.0
            && AreWithin(positions, double.PositiveInfinity) && AreWithin(simulation.Velocities, double.PositiveInfinity);
    }

    /// <inheritdoc/>
    public override void Observe(MuJoCoSimulation simulation, StateWriter state)
    {
        state.Write(simulation.Positions[2..]);
        state.Write(simulation.Velocities);
        state.Fill();
    }
}

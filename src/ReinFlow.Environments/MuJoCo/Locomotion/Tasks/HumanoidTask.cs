namespace ReinFlow.Environments.MuJoCo;

/// <summary>The rules of <c>Humanoid-v3</c>.</summary>
/// <remarks>
/// The 84 contact forces at the end of the observation are zero and cost nothing, as in <see cref="AntTask"/>. Actions are not clipped:
/// the engine limits what acts, but the cost counts what was asked for.
/// </remarks>
internal sealed class HumanoidTask : LocomotionTask
{
    /// <inheritdoc/>
    public override EnvironmentSpec Spec { get; } = new("Humanoid-v3", 376, 17, Episode, Upright) { ActionMinimum = -0.4f, ActionMaximum = 0.4f };

    /// <inheritdoc/>
    public override RobotModel Robot => HumanoidModel.Robot;

    /// <inheritdoc/>
    public override int StepsPerAction => 5;

    /// <inheritdoc/>
    public override ResetNoise Noise { get; } = ResetNoise.Uniform(0.01);

    /// <inheritdoc/>
    public override float ActionLimit => float.PositiveInfinity;

    /// <inheritdoc/>
    public override double Distance(MuJoCoSimulation simulation) => simulation.SubtreeCenters[0];

    /// <inheritdoc/>
    public override double Reward(double speed, double squaredAction) => (1.25 * speed) + 5.0 - (0.1 * squaredAction);

    /// <inheritdoc/>
    public override bool IsAlive(MuJoCoSimulation simulation) => simulation.Positions[2] is > 1.0 and < 2.0;

    /// <inheritdoc/>
    public override void Observe(MuJoCoSimulation simulation, StateWriter state)
    {
        state.Write(simulation.Positions[2..]);
        state.Write(simulation.Velocities);
        state.Write(simulation.BodyInertias);
        state.Write(simulation.BodyVelocities);
        state.Write(simulation.ActuatorForces);
        state.Fill();
    }
}

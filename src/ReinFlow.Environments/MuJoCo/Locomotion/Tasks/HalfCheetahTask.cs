namespace ReinFlow.Environments.MuJoCo;

/// <summary>The rules of <c>HalfCheetah-v2</c>, which has no end but the time limit; a success is the return that Gym asks for.</summary>
internal sealed class HalfCheetahTask : LocomotionTask
{
    /// <inheritdoc/>
    public override EnvironmentSpec Spec { get; } = new("HalfCheetah-v2", 17, 6, Episode, "a return of at least 4800 after 1000 steps") { ActionMinimum = -1f, ActionMaximum = 1f };

    /// <inheritdoc/>
    public override RobotModel Robot => HalfCheetahModel.Robot;

    /// <inheritdoc/>
    public override int StepsPerAction => 5;

    /// <inheritdoc/>
    public override ResetNoise Noise { get; } = new(0.1, 0.1, HasNormalVelocities: true);

    /// <inheritdoc/>
    public override double Reward(double speed, double squaredAction) => speed - (0.1 * squaredAction);

    /// <inheritdoc/>
    public override bool IsSuccess(double episodeReturn) => episodeReturn >= 4800.0;

    /// <inheritdoc/>
    public override void Observe(MuJoCoSimulation simulation, StateWriter state)
    {
        state.Write(simulation.Positions[1..]);
        state.Write(simulation.Velocities);
    }
}

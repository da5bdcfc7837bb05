namespace ReinFlow.Environments.MuJoCo;

/// <summary>The rules of a locomotion task: what tells one from another beside its robot. Instances have no state.</summary>
internal abstract class LocomotionTask
{
    /// <summary>The success criterion of the tasks in which a robot can fall.</summary>
    protected const string Upright = "still upright after 1000 steps";

    /// <summary>The steps of an episode.</summary>
    protected const int Episode = 1000;

    /// <summary>Gets the specification.</summary>
    public abstract EnvironmentSpec Spec { get; }

    /// <summary>Gets the robot.</summary>
    public abstract RobotModel Robot { get; }

    /// <summary>Gets the simulation steps of one environment step.</summary>
    public abstract int StepsPerAction { get; }

    /// <summary>Gets how episodes start.</summary>
    public abstract ResetNoise Noise { get; }

    /// <summary>Gets the bound to which actions are clipped before they act and cost.</summary>
    public virtual float ActionLimit => 1f;

    /// <summary>Returns the metres gone: the difference over an environment step is paid as speed.</summary>
    public virtual double Distance(MuJoCoSimulation simulation) => simulation.Positions[0];

    /// <summary>Returns the reward of a step.</summary>
    /// <param name="speed">The mean speed in metres per second.</param>
    /// <param name="squaredAction">The sum of the squares of the clipped action.</param>
    public abstract double Reward(double speed, double squaredAction);

    /// <summary>Tells whether the episode goes on.</summary>
    public virtual bool IsAlive(MuJoCoSimulation simulation) => true;

    /// <summary>Tells whether an episode that lasted to its end with this return is a success.</summary>
    public virtual bool IsSuccess(double episodeReturn) => true;

    /// <summary>Writes an observation; its length is that of <see cref="Spec"/>.</summary>
    /// <remarks>
    /// Positions and velocities are those after the last integration. What the engine derives from them is as of the last evaluation
    /// within the step, which is earlier: the original reads it so, and the policies have learned from that.
    /// </remarks>
    public abstract void Observe(MuJoCoSimulation simulation, StateWriter state);

    /// <summary>Tells whether all numbers are inside ±<paramref name="limit"/>; infinity only asks for finite ones.</summary>
    protected static bool AreWithin(ReadOnlySpan<double> values, double limit)
    {
        foreach (double value in values)
        {
            // Written so that NaN fails.
            if (!(Math.Abs(value) < limit))
            {
                return false;
            }
        }

        return true;
    }
}

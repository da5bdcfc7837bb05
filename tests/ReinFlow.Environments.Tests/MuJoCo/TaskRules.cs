using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

/// <summary>The rules of the tasks once more, as plain formulas over what the engine says.</summary>
public sealed record TaskRules
{
    public static readonly TaskRules[] All =
    [
        new()
        {
            Name = "Hopper-v2",
            StepsPerAction = 4,
            Seconds = 0.008,
            Noise = 0.005,
            Reward = (speed, squares) => speed + 1 - (0.001 * squares),
            Alive = (q, v) => q[1] > 0.7 && Math.Abs(q[2]) < 0.2 && q[2..].Concat(v).All(number => Math.Abs(number) < 100),
            Observation = simulation => [.. Q(simulation)[1..], .. Clip(V(simulation))],
        },
        new()
        {
            Name = "Walker2d-v2",
            StepsPerAction = 4,
            Seconds = 0.008,
            Noise = 0.005,
            Reward = (speed, squares) => speed + 1 - (0.001 * squares),
            Alive = (q, _) => q[1] > 0.8 && q[1] < 2 && Math.Abs(q[2]) < 1,
            Observation = simulation => [.. Q(simulation)[1..], .. Clip(V(simulation))],
        },
        new()
        {
            Name = "HalfCheetah-v2",
            StepsPerAction = 5,
            Seconds = 0.05,
            Noise = 0.1,
            IsVelocityNoiseNormal = true,
            Reward = (speed, squares) => speed - (0.1 * squares),
            Alive = (_, _) => true,
            Observation = simulation => [.. Q(simulation)[1..], .. V(simulation)],
        },
        new()
        {
            Name = "Ant-v2",
            StepsPerAction = 5,
            Seconds = 0.05,
            Noise = 0.1,
            IsVelocityNoiseNormal = true,
            IsFree = true,
            X = simulation => simulation.BodyPositions[3],
            Reward = (speed, squares) => speed + 1 - (0.5 * squares),
            Alive = (q, _) => q[2] >= 0.2 && q[2] <= 1,
            Observation = simulation => [.. Q(simulation)[2..], .. V(simulation), .. new double[84]],
        },
        new()
        {
            Name = "Humanoid-v3",
            StepsPerAction = 5,
            Seconds = 0.015,
            Noise = 0.01,
            IsFree = true,
            Amplitude = 0.4,
            IsClipped = false,
            X = MeanX,
            Reward = (speed, squares) => (1.25 * speed) + 5 - (0.1 * squares),
            Alive = (q, _) => q[2] > 1 && q[2] < 2,
            Observation = simulation =>
            [
                .. Q(simulation)[2..],
                .. V(simulation),
                .. simulation.BodyInertias,
                .. simulation.BodyVelocities,
                .. simulation.ActuatorForces,
                .. new double[84],
            ],
        },
    ];

    public required string Name { get; init; }

    public required int StepsPerAction { get; init; }

    public required double Seconds { get; init; }

    public required double Noise { get; init; }

    public bool IsVelocityNoiseNormal { get; init; }

    public bool IsFree { get; init; }

    /// <summary>Gets the largest useful action.</summary>
    public double Amplitude { get; init; } = 1;

    public bool IsClipped { get; init; } = true;

    public Func<MuJoCoSimulation, double> X { get; init; } = simulation => simulation.Positions[0];

    public required Func<double, double, double> Reward { get; init; }

    public required Func<double[], double[], bool> Alive { get; init; }

    public required Func<MuJoCoSimulation, double[]> Observation { get; init; }

    public override string ToString() => Name;

    public float[] Observe(MuJoCoSimulation simulation) => [.. Observation(simulation).Select(number => (float)number)];

    public void Reset(MuJoCoSimulation simulation, RandomSource random)
    {
        simulation.Reset();
        foreach (ref double position in simulation.Positions)
        {
            position += Noise * ((2 * random.NextDouble()) - 1);
        }

        foreach (ref double velocity in simulation.Velocities)
        {
            velocity += Noise * (IsVelocityNoiseNormal ? random.NextGaussian() : (2 * random.NextDouble()) - 1);
        }

        if (IsFree)
        {
            double length = Math.Sqrt(Q(simulation)[3..7].Sum(component => component * component));
            foreach (ref double component in simulation.Positions[3..7])
            {
                component /= length;
            }
        }

        simulation.Forward();
    }

    public StepResult Step(MuJoCoSimulation simulation, float[] action)
    {
        double before = X(simulation);
        double[] controls = [.. action.Select(component => (double)(IsClipped ? Math.Clamp(component, -1f, 1f) : component))];
        controls.CopyTo(simulation.Controls);
        simulation.Step(StepsPerAction);
        double reward = Reward((X(simulation) - before) / Seconds, controls.Sum(component => component * component));
        return new StepResult((float)reward, Terminated: !Alive(Q(simulation), V(simulation)), Truncated: false);
    }

    private static double[] Q(MuJoCoSimulation simulation) => simulation.Positions.ToArray();

    private static double[] V(MuJoCoSimulation simulation) => simulation.Velocities.ToArray();

    private static IEnumerable<double> Clip(double[] values) => values.Select(value => Math.Clamp(value, -10, 10));

    // The original weighs the centres of all bodies.
    private static double MeanX(MuJoCoSimulation simulation)
    {
        double moment = 0;
        for (int body = 0; body < simulation.Model.BodyCount; body++)
        {
            moment += simulation.Model.BodyMasses[body] * simulation.BodyCenters[body * 3];
        }

        return moment / simulation.Model.BodyMasses.Sum();
    }
}

using System.Globalization;

namespace ReinFlow.Environments.MuJoCo;

/// <summary>A model whose every array can be computed by hand, so that the arrays can be told apart by what they hold.</summary>
/// <remarks>
/// Bodies: 0 the world; 1 a trolley that slides along x; 2 an arm hinged to it; 3 a free ball that lies 0.01 deep in the
/// floor; 4 a fixed block. All sizes differ (nq 9, nv 8, nu 4, na 2, nbody 5) and no body is turned.
/// </remarks>
internal static class ProbeModel
{
    public const int PositionCount = 9;
    public const int VelocityCount = 8;
    public const int ControlCount = 4;
    public const int ActivationCount = 2;
    public const int BodyCount = 5;
    public const int Ball = 3;
    public const double Timestep = 0.00173;
    public const double Time = 123.4567;

    /// <summary>The distance of the ball's centre from the contact, which lies half-way between floor and lowest point.</summary>
    public const double ContactArm = 0.195;

    private const int Trolley = 1;
    private const int Arm = 2;

    private static readonly double[][] BodyFrames = [[0, 0, 0], [1.55, 2.5, 3.75], [2.05, 2.25, 4.5], [5, 6, 0.19], [-3, -2, 1]];
    private static readonly double[][] CenterOffsets = [[0, 0, 0], [0.1, 0.2, 0.3], [-0.05, 0.15, 0.25], [0, 0, 0], [0.01, 0.02, 0.03]];
    private static readonly double[][] Moments =
        [[0, 0, 0], [0.4, 0.5, 0.6], [0.02, 0.03, 0.04], [0.024, 0.024, 0.024], [0.001, 0.001, 0.001]];

    public static double[] BodyMasses { get; } = [0, 2.5, 0.75, 1.5, 0.35];

    public static double[] InitialPositions { get; } = [0.6, 0, 5, 6, 0.2, 1, 0, 0, 0];

    public static double[] Positions { get; } = [0.9, 0, 5, 6, 0.19, 1, 0, 0, 0];

    public static double[] Velocities { get; } = [0.37, 0, 0.11, -0.13, 0.17, 0, 0, 0];

    public static double[] Controls { get; } = [0.5, 0.25, -0.125, 0.0625];

    public static double[] ActuatorForces { get; } = [1.5, -0.5, 0, 0, 0, 0, 0, 0];

    public static double[] BodyPositions { get; } = [.. BodyFrames.SelectMany(row => row)];

    public static double[] BodyCenters { get; } = [.. Enumerable.Range(0, BodyCount).SelectMany(Center)];

    public static double[] SubtreeCenters { get; } =
        [.. MeanCenter(1, 2, 3, 4), .. MeanCenter(Trolley, Arm), .. MeanCenter(Arm), .. MeanCenter(Ball), .. MeanCenter(4)];

    public static double[] BodyInertias { get; } = [.. Enumerable.Range(0, BodyCount).SelectMany(Inertia)];

    public static double[] BodyVelocities { get; } =
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0.37, 0, 0, 0, 0, 0, 0.37, 0, 0, 0, 0, 0, 0.11, -0.13, 0.17, 0, 0, 0, 0, 0, 0];

    public static string Xml { get; } = string.Create(CultureInfo.InvariantCulture, $"""
        <mujoco model="probe">
          <option timestep="{Timestep}" gravity="0 0 -7.3"/>
          <worldbody>
            <geom type="plane" size="20 20 1"/>
            <body pos="1.25 2.5 3.75">
              <inertial pos="0.1 0.2 0.3" mass="2.5" diaginertia="0.4 0.5 0.6"/>
              <joint name="slide" type="slide" axis="1 0 0" ref="0.6"/>
              <body pos="0.5 -0.25 0.75">
                <inertial pos="-0.05 0.15 0.25" mass="0.75" diaginertia="0.02 0.03 0.04"/>
                <joint name="hinge" type="hinge" axis="0 1 0"/>
              </body>
            </body>
            <body pos="5 6 0.2">
              <inertial pos="0 0 0" mass="1.5" diaginertia="0.024 0.024 0.024"/>
              <freejoint/>
              <geom type="sphere" size="0.2"/>
            </body>
            <body pos="-3 -2 1">
              <inertial pos="0.01 0.02 0.03" mass="0.35" diaginertia="0.001 0.001 0.001"/>
            </body>
          </worldbody>
          <actuator>
            <motor joint="slide" gear="3"/>
            <motor joint="hinge" gear="-2"/>
            <general joint="slide" dyntype="integrator"/>
            <general joint="hinge" dyntype="integrator"/>
          </actuator>
          <keyframe>
            <key time="{Time}" qpos="{Join(Positions)}" qvel="{Join(Velocities)}" ctrl="{Join(Controls)}"/>
          </keyframe>
        </mujoco>
        """);

    private static string Join(double[] values) => string.Join(' ', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    private static IEnumerable<double> Center(int body) => BodyFrames[body].Zip(CenterOffsets[body], (frame, offset) => frame + offset);

    private static double[] MeanCenter(params int[] bodies)
    {
        double mass = bodies.Sum(body => BodyMasses[body]);
        return [.. Enumerable.Range(0, 3).Select(axis => bodies.Sum(body => BodyMasses[body] * Center(body).ElementAt(axis)) / mass)];
    }

    // The engine keeps a body's inertia about the centre of mass of its whole tree: tensor, first moment and mass.
    private static double[] Inertia(int body)
    {
        double mass = BodyMasses[body];
        double[] root = body is Trolley or Arm ? MeanCenter(Trolley, Arm) : [.. Center(body)];
        double[] d = [.. Center(body).Zip(root, (own, tree) => own - tree)];
        double[] moments = Moments[body];
        return
        [
            moments[0] + (mass * ((d[1] * d[1]) + (d[2] * d[2]))),
            moments[1] + (mass * ((d[0] * d[0]) + (d[2] * d[2]))),
            moments[2] + (mass * ((d[0] * d[0]) + (d[1] * d[1]))),
            -mass * d[0] * d[1],
            -mass * d[0] * d[2],
            -mass * d[1] * d[2],
            mass * d[0],
            mass * d[1],
            mass * d[2],
            mass,
        ];
    }
}

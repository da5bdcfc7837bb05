namespace ReinFlow.Environments.MuJoCo;

/// <summary>The running robot of <c>HalfCheetah-v2</c>; its joints are springs, and its mass is exactly 14 kg.</summary>
internal static class HalfCheetahModel
{
    private const double Radius = 0.046;

    /// <summary>Gets the robot.</summary>
    public static RobotModel Robot { get; } = new()
    {
        Name = "half_cheetah",
        Options = [("timestep", "0.01")],
        Radians = true,
        TotalMass = 14,
        Capacities = new EngineCapacities(Constraints: 100, Contacts: 25, Stack: 60_000),
        Joints = [("armature", "0.1"), ("solreflimit", "0.02 1"), ("solimplimit", "0 0.8 0.03")],
        Solids =
        [
            ("contype", "1"),
            ("conaffinity", "0"),
            ("condim", "3"),
            ("friction", "0.4 0.1 0.1"),
            ("solref", "0.02 1"),
            ("solimp", "0 0.8 0.01"),
        ],
        Floor = [("conaffinity", "1")],
        Camera = [0, -3, 0.3],
        Root = RootJoint.Planar,
        Torso = new RobotBody(
            "torso",
            [0, 0, 0.7],
            new Capsule([-0.5, 0, 0], [0.5, 0, 0], Radius),
            Capsule.Tilted([0.6, 0, 0.1], tilt: 0.87, halfLength: 0.15, Radius))
        {
            Limbs =
            [
                Link("bthigh", [-0.5, 0, 0], [0.1, 0, -0.13], -3.8, 0.145, (-0.52, 1.05), damping: 6, stiffness: 240) with
                {
                    Limbs =
                    [
                        Link("bshin", [0.16, 0, -0.25], [-0.14, 0, -0.07], -2.03, 0.15, (-0.785, 0.785), damping: 4.5, stiffness: 180) with
                        {
                            Limbs = [Link("bfoot", [-0.28, 0, -0.14], [0.03, 0, -0.097], -0.27, 0.094, (-0.4, 0.785), damping: 3, stiffness: 120)],
                        },
                    ],
                },
                Link("fthigh", [0.5, 0, 0], [-0.07, 0, -0.12], 0.52, 0.133, (-1, 0.7), damping: 4.5, stiffness: 180) with
                {
                    Limbs =
                    [
                        Link("fshin", [-0.14, 0, -0.24], [0.065, 0, -0.09], -0.6, 0.106, (-1.2, 0.87), damping: 3, stiffness: 120) with
                        {
                            Limbs = [Link("ffoot", [0.13, 0, -0.18], [0.045, 0, -0.07], -0.6, 0.07, (-0.5, 0.5), damping: 1.5, stiffness: 60)],
                        },
                    ],
                },
            ],
        },
        Motors =
        [
            new Motor("bthigh", 120),
            new Motor("bshin", 90),
            new Motor("bfoot", 60),
            new Motor("fthigh", 120),
            new Motor("fshin", 60),
            new Motor("ffoot", 30),
        ],
    };

    private static RobotBody Link(
        string name,
        double[] position,
        double[] center,
        double tilt,
        double halfLength,
        (double Lowest, double Highest) range,
        double damping,
        double stiffness) =>
        new(name, position, Capsule.Tilted(center, tilt, halfLength, Radius))
        {
            Hinges = [new Hinge(name, [0, 1, 0], range.Lowest, range.Highest) { Damping = damping, Stiffness = stiffness }],
        };
}

namespace ReinFlow.Environments.MuJoCo;

/// <summary>The four-legged robot of <c>Ant-v2</c>. In its default pose the ankles are beyond their limits, as in the original.</summary>
internal static class AntModel
{
    private const double Radius = 0.08;

    /// <summary>Gets the robot.</summary>
    public static RobotModel Robot { get; } = new()
    {
        Name = "ant",
        Options = [("timestep", "0.01"), ("integrator", "RK4")],
        Capacities = new EngineCapacities(Constraints: 150, Contacts: 40, Stack: 60_000),
        Density = 5,
        Margin = 0.01,
        Joints = [("armature", "1"), ("damping", "1")],
        Solids = [("contype", "1"), ("conaffinity", "0"), ("condim", "3"), ("friction", "1 0.5 0.5")],
        Floor = [("conaffinity", "1")],
        Camera = [0, -3, 0.3],
        Root = RootJoint.Free,
        Torso = new RobotBody("torso", [0, 0, 0.75], new Sphere([0, 0, 0], 0.25))
        {
            Limbs =
            [
                Leg(1, "front_left", x: 1, y: 1, (30, 70)),
                Leg(2, "front_right", x: -1, y: 1, (-70, -30)),
                Leg(3, "back_left", x: -1, y: -1, (-70, -30)),
                Leg(4, "back_right", x: 1, y: -1, (30, 70)),
            ],
        },

        // The order of the actions is not that of the joints.
        Motors = Motor.Of(150, "hip_4", "ankle_4", "hip_1", "ankle_1", "hip_2", "ankle_2", "hip_3", "ankle_3"),
    };

    private static RobotBody Leg(int number, string name, double x, double y, (double Lowest, double Highest) ankle)
    {
        double[] knee = [0.2 * x, 0.2 * y, 0];
        double[] toe = [0.4 * x, 0.4 * y, 0];
        return new RobotBody($"{name}_leg", [0, 0, 0], new Capsule([0, 0, 0], knee, Radius))
        {
            Limbs =
            [
                new RobotBody($"{name}_thigh", knee, new Capsule([0, 0, 0], knee, Radius))
                {
                    Hinges = [new Hinge($"hip_{number}", [0, 0, 1], -30, 30)],
                    Limbs =
                    [
                        new RobotBody($"{name}_foot", knee, new Capsule([0, 0, 0], toe, Radius))
                        {
                            Hinges = [new Hinge($"ankle_{number}", [-x * y, 1, 0], ankle.Lowest, ankle.Highest)],
                        },
                    ],
                },
            ],
        };
    }
}

namespace ReinFlow.Environments.MuJoCo;

/// <summary>The two-legged robot of <c>Walker2d-v2</c>. Its left foot grips better than its right one, as in the original.</summary>
internal static class Walker2dModel
{
    /// <summary>Gets the robot.</summary>
    public static RobotModel Robot { get; } = new()
    {
        Name = "walker2d",
        Options = [("timestep", "0.002"), ("integrator", "RK4")],
        Capacities = new EngineCapacities(Constraints: 100, Contacts: 25, Stack: 60_000),
        Joints = [("armature", "0.01"), ("damping", "0.1")],
        Solids = [("contype", "1"), ("conaffinity", "0"), ("condim", "3"), ("friction", "0.7 0.1 0.1")],
        Floor = [("conaffinity", "1")],
        Camera = [0, -3, -0.25],
        Root = RootJoint.PlanarWithHeight,
        Torso = new RobotBody("torso", [0, 0, 1.25], Capsule([0, 0, 0.2], [0, 0, -0.2], 0.05))
        {
            Limbs = [Leg(string.Empty, footFriction: 0.9), Leg("_left", footFriction: 1.9)],
        },
        Motors = Motor.Of(
            100, "thigh_joint", "leg_joint", "foot_joint", "thigh_left_joint", "leg_left_joint", "foot_left_joint"),
    };

    private static RobotBody Leg(string side, double footFriction) =>
        new($"thigh{side}", [0, 0, -0.2], Capsule([0, 0, 0], [0, 0, -0.45], 0.05))
        {
            Hinges = [new Hinge($"thigh{side}_joint", [0, -1, 0], -150, 0)],
            Limbs =
            [
                new RobotBody($"leg{side}", [0, 0, -0.7], Capsule([0, 0, 0.25], [0, 0, -0.25], 0.04))
                {
                    Hinges = [new Hinge($"leg{side}_joint", [0, -1, 0], -150, 0) { Anchor = [0, 0, 0.25] }],
                    Limbs =
                    [
                        new RobotBody($"foot{side}", [0.2, 0, -0.35], Capsule([-0.2, 0, 0.1], [0, 0, 0.1], 0.06, footFriction))
                        {
                            Hinges = [new Hinge($"foot{side}_joint", [0, -1, 0], -45, 45) { Anchor = [-0.2, 0, 0.1] }],
                        },
                    ],
                },
            ],
        };

    private static Capsule Capsule(double[] from, double[] to, double radius, double friction = 0.9) =>
        new(from, to, radius) { Friction = [friction, 0.1, 0.1] };
}

namespace ReinFlow.Environments.MuJoCo;

/// <summary>The one-legged robot of <c>Hopper-v2</c>.</summary>
internal static class HopperModel
{
    /// <summary>Gets the robot.</summary>
    public static RobotModel Robot { get; } = new()
    {
        Name = "hopper",
        Options = [("timestep", "0.002"), ("integrator", "RK4")],
        Capacities = new EngineCapacities(Constraints: 100, Contacts: 25, Stack: 60_000),
        Joints = [("armature", "1"), ("damping", "1")],
        Margin = 0.001,
        Solids = [("contype", "1"), ("conaffinity", "1"), ("condim", "1"), ("solref", "0.02 1"), ("solimp", "0.8 0.8 0.01")],
        FloorHalfSize = 20,
        Camera = [0, -3, -0.25],
        Root = RootJoint.PlanarWithHeight,
        Torso = new RobotBody("torso", [0, 0, 1.25], Capsule([0, 0, 0.2], [0, 0, -0.2], 0.05))
        {
            Limbs =
            [
                new RobotBody("thigh", [0, 0, -0.2], Capsule([0, 0, 0], [0, 0, -0.45], 0.05))
                {
                    Hinges = [new Hinge("thigh_joint", [0, -1, 0], -150, 0)],
                    Limbs =
                    [
                        new RobotBody("leg", [0, 0, -0.7], Capsule([0, 0, 0.25], [0, 0, -0.25], 0.04))
                        {
                            Hinges = [new Hinge("leg_joint", [0, -1, 0], -150, 0) { Anchor = [0, 0, 0.25] }],
                            Limbs =
                            [
                                new RobotBody("foot", [0.13, 0, -0.35], Capsule([-0.26, 0, 0.1], [0.13, 0, 0.1], 0.06, friction: 2.0))
                                {
                                    Hinges = [new Hinge("foot_joint", [0, -1, 0], -45, 45) { Anchor = [-0.13, 0, 0.1] }],
                                },
                            ],
                        },
                    ],
                },
            ],
        },
        Motors = Motor.Of(200, "thigh_joint", "leg_joint", "foot_joint"),
    };

    private static Capsule Capsule(double[] from, double[] to, double radius, double friction = 0.9) =>
        new(from, to, radius) { Friction = [friction] };
}

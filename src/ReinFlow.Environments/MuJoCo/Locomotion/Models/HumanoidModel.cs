namespace ReinFlow.Environments.MuJoCo;

/// <summary>The robot of <c>Humanoid-v3</c>. Its sides differ a little in armature and stiffness, as in the original.</summary>
internal static class HumanoidModel
{
    /// <summary>Gets the robot.</summary>
    public static RobotModel Robot { get; } = new()
    {
        Name = "humanoid",
        Options = [("timestep", "0.003"), ("integrator", "RK4"), ("solver", "PGS"), ("iterations", "50")],
        Capacities = new EngineCapacities(Constraints: 300, Contacts: 60, Stack: 200_000),
        Margin = 0.001,
        Solids = [("contype", "1"), ("conaffinity", "1"), ("condim", "1")],
        Floor = [("friction", "1 0.1 0.1")],
        FloorHalfSize = 20,
        Camera = [0, -4, 0],
        Root = RootJoint.Free,
        Torso = new RobotBody(
            "torso",
            [0, 0, 1.4],
            new Capsule([0, -0.07, 0], [0, 0.07, 0], 0.07),
            new Sphere([0, 0, 0.19], 0.09),
            new Capsule([-0.01, -0.06, -0.12], [-0.01, 0.06, -0.12], 0.06))
        {
            Limbs = [Waist(), RightArm(), LeftArm()],
        },
        Motors =
        [
            .. Motor.Of(100, "abdomen_y", "abdomen_z", "abdomen_x"),
            .. LegMotors("right"),
            .. LegMotors("left"),
            .. Motor.Of(25, "right_shoulder1", "right_shoulder2", "right_elbow", "left_shoulder1", "left_shoulder2", "left_elbow"),
        ],
        ControlLimit = 0.4,
    };

    private static IEnumerable<Motor> LegMotors(string side) =>
        [.. Motor.Of(100, $"{side}_hip_x", $"{side}_hip_z"), new Motor($"{side}_hip_y", 300), new Motor($"{side}_knee", 200)];

    private static RobotBody Waist() => new("lwaist", [-0.01, 0, -0.26], new Capsule([0, -0.06, 0], [0, 0.06, 0], 0.06))
    {
        Rotation = [1, 0, -0.002, 0],
        Hinges =
        [
            Abdomen("abdomen_z", [0, 0, 1], 0.065, (-45, 45), stiffness: 20),
            Abdomen("abdomen_y", [0, 1, 0], 0.065, (-75, 30), stiffness: 10),
        ],
        Limbs =
        [
            new RobotBody("pelvis", [0, 0, -0.165], new Capsule([-0.02, -0.07, 0], [-0.02, 0.07, 0], 0.09))
            {
                Rotation = [1, 0, -0.002, 0],
                Hinges = [Abdomen("abdomen_x", [1, 0, 0], 0.1, (-35, 35), stiffness: 10)],
                Limbs = [Leg("right", -1, hipArmature: 0.008, kneeStiffness: 0), Leg("left", 1, hipArmature: 0.01, kneeStiffness: 1)],
            },
        ],
    };

    private static Hinge Abdomen(string name, double[] axis, double height, (double Lowest, double Highest) range, double stiffness) =>
        new(name, axis, range.Lowest, range.Highest) { Anchor = [0, 0, height], Armature = 0.02, Damping = 5, Stiffness = stiffness };

    // The left leg is the mirror image of the right one: y and the axes of hip_x and hip_z change their signs.
    private static RobotBody Leg(string side, double sign, double hipArmature, double kneeStiffness) =>
        new($"{side}_thigh", [0, 0.1 * sign, -0.04], new Capsule([0, 0, 0], [0, -0.01 * sign, -0.34], 0.06))
        {
            Hinges =
            [
                Hip($"{side}_hip_x", [-sign, 0, 0], (-25, 5), armature: 0.01, stiffness: 10),
                Hip($"{side}_hip_z", [0, 0, -sign], (-60, 35), armature: 0.01, stiffness: 10),
                Hip($"{side}_hip_y", [0, 1, 0], (-110, 20), hipArmature, stiffness: 20),
            ],
            Limbs =
            [
                new RobotBody($"{side}_shin", [0, -0.01 * sign, -0.403], new Capsule([0, 0, 0], [0, 0, -0.3], 0.049))
                {
                    Hinges =
                    [
                        new Hinge($"{side}_knee", [0, -1, 0], -160, -2)
                        {
                            Anchor = [0, 0, 0.02], Armature = 0.006, Damping = 1, Stiffness = kneeStiffness,
                        },
                    ],
                    Limbs = [new RobotBody($"{side}_foot", [0, 0, -0.45], new Sphere([0, 0, 0.1], 0.075))],
                },
            ],
        };

    private static Hinge Hip(string name, double[] axis, (double Lowest, double Highest) range, double armature, double stiffness) =>
        new(name, axis, range.Lowest, range.Highest) { Armature = armature, Damping = 5, Stiffness = stiffness };

    private static RobotBody RightArm() => Arm(
        "right",
        -1,
        [
            Shoulder("right_shoulder1", [2, 1, 1], (-85, 60), armature: 0.0068),
            Shoulder("right_shoulder2", [0, -1, 1], (-85, 60), armature: 0.0051),
        ],
        elbow: [0, -1, 1]);

    private static RobotBody LeftArm() => Arm(
        "left",
        1,
        [
            Shoulder("left_shoulder1", [2, -1, 1], (-60, 85), armature: 0.0068),
            Shoulder("left_shoulder2", [0, 1, 1], (-60, 85), armature: 0.0051),
        ],
        elbow: [0, -1, -1]);

    private static RobotBody Arm(string side, double sign, Hinge[] shoulder, double[] elbow) =>
        new($"{side}_upper_arm", [0, 0.17 * sign, 0.06], new Capsule([0, 0, 0], [0.16, 0.16 * sign, -0.16], 0.04))
        {
            Hinges = shoulder,
            Limbs =
            [
                new RobotBody(
                    $"{side}_lower_arm",
                    [0.18, 0.18 * sign, -0.18],
                    new Capsule([0.01, -0.01 * sign, 0.01], [0.17, -0.17 * sign, 0.17], 0.031),
                    new Sphere([0.18, -0.18 * sign, 0.18], 0.04))
                {
                    Hinges = [new Hinge($"{side}_elbow", elbow, -90, 50) { Armature = 0.0028, Damping = 1, Stiffness = 0 }],
                },
            ],
        };

    private static Hinge Shoulder(string name, double[] axis, (double Lowest, double Highest) range, double armature) =>
        new(name, axis, range.Lowest, range.Highest) { Armature = armature, Damping = 1, Stiffness = 1 };
}

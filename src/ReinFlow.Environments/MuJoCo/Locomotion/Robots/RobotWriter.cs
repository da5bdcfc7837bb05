using System.Globalization;
using System.Xml.Linq;

namespace ReinFlow.Environments.MuJoCo;

/// <summary>Writes robots in the engine's XML format, in local coordinates.</summary>
/// <param name="masses">How capsules are weighed.</param>
/// <param name="engine">The version of the engine that will read the text.</param>
internal sealed class RobotWriter(MassModel masses, Version engine)
{
    private static readonly Version FirstWithArena = new(3, 0, 0);
    private static readonly Version FirstToAddMargins = new(3, 5, 0);

    /// <summary>Writes a robot on its floor.</summary>
    public string Write(RobotModel robot) => new XElement(
        "mujoco",
        new XAttribute("model", robot.Name),
        Compiler(robot),
        ModelText.Element("option", robot.Options),
        Capacities(robot.Capacities),
        Defaults(robot),
        Assets(),
        new XElement("worldbody", Light(), Floor(robot), Torso(robot)),
        new XElement(
            "actuator",
            robot.Motors.Select(motor => ModelText.Element("motor", ("joint", motor.Joint), ("gear", ModelText.Numbers(motor.Gear))))))
        .ToString();

    private static XElement Compiler(RobotModel robot)
    {
        XElement compiler = ModelText.Element("compiler", ("angle", robot.Radians ? "radian" : "degree"));
        compiler.Add(Optional("settotalmass", robot.TotalMass));
        return compiler;
    }

    // Engines from 3.0.0 on allocate on demand.
    private XElement? Capacities(EngineCapacities capacities) => engine >= FirstWithArena
        ? null
        : ModelText.Element(
            "size",
            ("njmax", capacities.Constraints.ToString(CultureInfo.InvariantCulture)),
            ("nconmax", capacities.Contacts.ToString(CultureInfo.InvariantCulture)),
            ("nstack", capacities.Stack.ToString(CultureInfo.InvariantCulture)));

    private XElement Defaults(RobotModel robot)
    {
        // From 3.5.0 on the engine adds the margins of the two geoms; before it took the larger one.
        double margin = engine >= FirstToAddMargins ? 0.5 * robot.Margin : robot.Margin;
        return new XElement(
            "default",
            ModelText.Element("joint", [("limited", "true"), .. robot.Joints]),
            ModelText.Element(
                "geom", [("density", ModelText.Numbers(robot.Density)), ("margin", ModelText.Numbers(margin)), .. robot.Solids]),
            ModelText.Element(
                "motor", ("ctrllimited", "true"), ("ctrlrange", ModelText.Numbers(-robot.ControlLimit, robot.ControlLimit))));
    }

    private static XElement Assets() => new(
        "asset",
        ModelText.Element(
            "texture",
            ("name", "checker"),
            ("type", "2d"),
            ("builtin", "checker"),
            ("rgb1", "0 0 0"),
            ("rgb2", "0.8 0.8 0.8"),
            ("width", "100"),
            ("height", "100")),
        ModelText.Element("material", ("name", "floor"), ("texture", "checker"), ("texrepeat", "60 60"), ("reflectance", "0.5")));

    private static XElement Light() => ModelText.Element(
        "light", ("directional", "true"), ("pos", "0 0 1.3"), ("dir", "0 0 -1"), ("diffuse", "1 1 1"), ("specular", "0.1 0.1 0.1"));

    private static XElement Floor(RobotModel robot) => ModelText.Element(
        "geom",
        [
            ("name", "floor"),
            ("type", "plane"),
            ("condim", "3"),
            ("size", ModelText.Numbers(robot.FloorHalfSize, robot.FloorHalfSize, 0.125)),
            ("material", "floor"),
            .. robot.Floor,
        ]);

    private XElement Torso(RobotModel robot)
    {
        XElement body = Body(robot.Torso, robot.Density);
        XElement camera = ModelText.Element(
            "camera", ("name", "track"), ("mode", "trackcom"), ("pos", ModelText.Numbers(robot.Camera)), ("xyaxes", "1 0 0 0 0 1"));
        body.AddFirst(camera, Root(robot));
        return body;
    }

    private static XElement[] Root(RobotModel robot)
    {
        if (robot.Root == RootJoint.Free)
        {
            return [ModelText.Element("freejoint", ("name", "root"))];
        }

        double height = robot.Root == RootJoint.PlanarWithHeight ? robot.Torso.Position[2] : 0.0;
        string floor = ModelText.Numbers(0.0, 0.0, -height);
        return
        [
            RootAxis("rootx", "slide", "1 0 0", ("pos", floor)),
            RootAxis("rootz", "slide", "0 0 1", ("pos", floor), ("ref", ModelText.Numbers(height))),
            RootAxis("rooty", "hinge", "0 1 0"),
        ];
    }

    private static XElement RootAxis(string name, string type, string axis, params ReadOnlySpan<(string, string)> more) =>
        ModelText.Element(
            "joint",
            [
                ("name", name),
                ("type", type),
                ("axis", axis),
                ("armature", "0"),
                ("damping", "0"),
                ("stiffness", "0"),
                ("limited", "false"),
                .. more,
            ]);

    private XElement Body(RobotBody body, double density)
    {
        XElement element = ModelText.Element("body", ("name", body.Name), ("pos", ModelText.Numbers(body.Position)));
        if (body.Rotation is { } rotation)
        {
            element.Add(new XAttribute("quat", ModelText.Numbers(rotation)));
        }

        if (masses == MassModel.Reference)
        {
            var inertia = RigidInertia.Sum([.. body.Solids.Select(solid => solid.Weigh(density))]);
            element.Add(ModelText.Element(
                "inertial",
                ("pos", ModelText.Numbers(inertia.Center)),
                ("mass", ModelText.Numbers(inertia.Mass)),
                ("fullinertia", ModelText.Numbers(inertia.Tensor))));
        }

        element.Add(body.Hinges.Select(Joint));
        element.Add(body.Solids.Select((solid, index) => Geom($"{body.Name}_geom{index}", solid)));
        element.Add(body.Limbs.Select(limb => Body(limb, density)));
        return element;
    }

    private static XElement Joint(Hinge hinge)
    {
        XElement joint = ModelText.Element(
            "joint",
            ("name", hinge.Name),
            ("type", "hinge"),
            ("axis", ModelText.Numbers(hinge.Axis)),
            ("pos", ModelText.Numbers(hinge.Anchor)),
            ("range", ModelText.Numbers(hinge.Lowest, hinge.Highest)));
        joint.Add(Optional("armature", hinge.Armature), Optional("damping", hinge.Damping), Optional("stiffness", hinge.Stiffness));
        return joint;
    }

    private static XElement Geom(string name, Solid solid)
    {
        XElement geom = ModelText.Element("geom", [("name", name), .. solid.Attributes, ("rgba", "0.8 0.6 0.4 1")]);
        if (solid.Friction.Length > 0)
        {
            geom.Add(new XAttribute("friction", ModelText.Numbers(solid.Friction)));
        }

        return geom;
    }

    private static XAttribute? Optional(string name, double? value) =>
        value is { } number ? new XAttribute(name, ModelText.Numbers(number)) : null;
}

using System.Xml.Linq;

namespace ReinFlow.Environments.MuJoCo;

/// <summary>The one-legged robot of <c>Hopper-v2</c> as a model text in local coordinates.</summary>
internal static class HopperModel
{
    private static readonly Link Torso = new("torso", [0, 0, 1.25], null, [0, 0, 0.2], [0, 0, -0.2], 0.05, 0.9);

    private static readonly Link[] Leg =
    [
        new("thigh", [0, 0, -0.2], new Hinge("thigh_joint", [0, 0, 0], -150, 0), [0, 0, 0], [0, 0, -0.45], 0.05, 0.9),
        new("leg", [0, 0, -0.7], new Hinge("leg_joint", [0, 0, 0.25], -150, 0), [0, 0, 0.25], [0, 0, -0.25], 0.04, 0.9),
        new("foot", [0.13, 0, -0.35], new Hinge("foot_joint", [-0.13, 0, 0.1], -45, 45), [-0.26, 0, 0.1], [0.13, 0, 0.1], 0.06, 2.0),
    ];

    /// <summary>Writes the model.</summary>
    public static string Write(MassModel masses, Version engine)
    {
        var writer = new PlanarModelWriter(masses, engine);
        var model = new XElement(
            "mujoco",
            new XAttribute("model", "hopper"),
            PlanarModelWriter.Element("compiler", ("angle", "degree")),
            PlanarModelWriter.Element("option", ("timestep", "0.002"), ("integrator", "RK4")),
            writer.Capacities(constraints: 100, contacts: 25, stack: 60_000),
            new XElement(
                "default",
                PlanarModelWriter.Element("joint", ("armature", "1"), ("damping", "1"), ("limited", "true")),
                PlanarModelWriter.Element(
                    "geom",
                    ("contype", "1"),
                    ("conaffinity", "1"),
                    ("condim", "1"),
                    ("margin", PlanarModelWriter.Numbers(writer.Margin(0.001))),
                    ("solref", "0.02 1"),
                    ("solimp", "0.8 0.8 0.01")),
                PlanarModelWriter.Element("motor", ("ctrllimited", "true"), ("ctrlrange", "-1 1"))),
            PlanarModelWriter.Assets(),
            new XElement("worldbody", PlanarModelWriter.Surroundings(halfSize: 20), writer.Robot(Torso, Leg)),
            PlanarModelWriter.Motors(gear: 200, Leg));
        return model.ToString();
    }
}

using System.Globalization;
using System.Xml.Linq;

namespace ReinFlow.Environments.MuJoCo;

/// <summary>Writes the parts of a model's text that the planar robots share.</summary>
/// <param name="masses">How capsules are weighed.</param>
/// <param name="engine">The version of the engine that will read the text.</param>
internal sealed class PlanarModelWriter(MassModel masses, Version engine)
{
    private const double Density = 1000.0;

    private static readonly Version FirstWithArena = new(3, 0, 0);
    private static readonly Version FirstToAddMargins = new(3, 5, 0);

    /// <summary>Writes numbers so that reading them gives the same bits.</summary>
    public static string Numbers(params ReadOnlySpan<double> values)
    {
        string[] words = new string[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            words[i] = values[i].ToString("R", CultureInfo.InvariantCulture);
        }

        return string.Join(' ', words);
    }

    /// <summary>Writes an element.</summary>
    public static XElement Element(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var element = new XElement(name);
        foreach ((string key, string value) in attributes)
        {
            element.Add(new XAttribute(key, value));
        }

        return element;
    }

    /// <summary>Returns the value to write for a contact margin.</summary>
    /// <remarks>From 3.5.0 on the engine adds the margins of the two geoms; before it took the larger one.</remarks>
    public double Margin(double margin) => engine >= FirstToAddMargins ? 0.5 * margin : margin;

    /// <summary>Writes the capacities that keep a simulation small, or nothing for engines that allocate on demand.</summary>
    public XElement? Capacities(int constraints, int contacts, int stack) => engine >= FirstWithArena
        ? null
        : Element("size", ("njmax", $"{constraints}"), ("nconmax", $"{contacts}"), ("nstack", $"{stack}"));

    /// <summary>Writes the colours of the floor and the robot.</summary>
    public static XElement Assets() => new(
        "asset",
        Element(
            "texture",
            ("name", "checker"),
            ("type", "2d"),
            ("builtin", "checker"),
            ("rgb1", "0 0 0"),
            ("rgb2", "0.8 0.8 0.8"),
            ("width", "100"),
            ("height", "100")),
        Element("material", ("name", "floor"), ("texture", "checker"), ("texrepeat", "60 60"), ("reflectance", "0.5")));

    /// <summary>Writes the light and a floor.</summary>
    public static XElement[] Surroundings(double halfSize) =>
    [
        Element("light", ("directional", "true"), ("pos", "0 0 1.3"), ("dir", "0 0 -1"), ("diffuse", "1 1 1"), ("specular", "0.1 0.1 0.1")),
        Element(
            "geom",
            ("name", "floor"),
            ("type", "plane"),
            ("condim", "3"),
            ("size", Numbers(halfSize, halfSize, 0.125)),
            ("material", "floor")),
    ];

    /// <summary>Writes a robot that stands in the x-z plane: the torso with its three root joints and what hangs on it.</summary>
    /// <param name="torso">The torso; it starts at its position above the floor.</param>
    /// <param name="limbs">Chains of bodies, each from the torso outwards.</param>
    public XElement Robot(Link torso, params ReadOnlySpan<Link[]> limbs)
    {
        double height = torso.Position[2];
        string origin = Numbers(0.0, 0.0, -height);
        XElement body = Body(torso);
        body.AddFirst(
            Element(
                "camera",
                ("name", "track"),
                ("mode", "trackcom"),
                ("pos", Numbers(0.0, -3.0, 1.0 - height)),
                ("xyaxes", "1 0 0 0 0 1")),
            Root("rootx", "slide", "1 0 0", ("pos", origin)),
            Root("rootz", "slide", "0 0 1", ("pos", origin), ("ref", Numbers(height))),
            Root("rooty", "hinge", "0 1 0"));

        foreach (Link[] limb in limbs)
        {
            XElement parent = body;
            foreach (Link link in limb)
            {
                XElement child = Body(link);
                parent.Add(child);
                parent = child;
            }
        }

        return body;
    }

    /// <summary>Writes one motor for every hinge.</summary>
    public static XElement Motors(double gear, IEnumerable<Link> links) => new(
        "actuator",
        links.Select(link => Element("motor", ("joint", link.Hinge!.Name), ("gear", Numbers(gear)))));

    private static XElement Root(string name, string type, string axis, params ReadOnlySpan<(string, string)> more) => Element(
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

    private XElement Body(Link link)
    {
        XElement body = Element("body", ("name", link.Name), ("pos", Numbers(link.Position)));
        if (masses == MassModel.Reference)
        {
            CylinderInertia inertia = CylinderInertia.OfCapsule(link.From, link.To, link.Radius, Density);
            body.Add(Element(
                "inertial", ("pos", Numbers(inertia.Center)), ("mass", Numbers(inertia.Mass)), ("fullinertia", Numbers(inertia.Tensor))));
        }

        if (link.Hinge is { } hinge)
        {
            body.Add(Element(
                "joint",
                ("name", hinge.Name),
                ("type", "hinge"),
                ("axis", "0 -1 0"),
                ("pos", Numbers(hinge.Anchor)),
                ("range", Numbers(hinge.Lowest, hinge.Highest))));
        }

        body.Add(Element(
            "geom",
            ("name", $"{link.Name}_geom"),
            ("type", "capsule"),
            ("fromto", Numbers([.. link.From, .. link.To])),
            ("size", Numbers(link.Radius)),
            ("density", Numbers(Density)),
            ("friction", Numbers(link.Friction)),
            ("rgba", "0.8 0.6 0.4 1")));
        return body;
    }
}

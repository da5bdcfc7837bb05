namespace ReinFlow.Environments.MuJoCo;

/// <summary>A cylinder with a half sphere at each end.</summary>
/// <param name="From">The centre of one end's half sphere, in the body's frame.</param>
/// <param name="To">The centre of the other end's half sphere.</param>
/// <param name="Radius">The radius.</param>
internal sealed record Capsule(double[] From, double[] To, double Radius) : Solid
{
    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Attributes =>
        [("type", "capsule"), ("fromto", ModelText.Numbers([.. From, .. To])), ("size", ModelText.Numbers(Radius))];

    /// <summary>Places a capsule by its centre and its tilt from the vertical about the y axis, in radians.</summary>
    public static Capsule Tilted(double[] center, double tilt, double halfLength, double radius)
    {
        double x = halfLength * Math.Sin(tilt);
        double z = halfLength * Math.Cos(tilt);
        return new Capsule([center[0] - x, center[1], center[2] - z], [center[0] + x, center[1], center[2] + z], radius);
    }

    /// <inheritdoc/>
    public override RigidInertia Weigh(double density) => RigidInertia.OfCapsule(From, To, Radius, density);
}

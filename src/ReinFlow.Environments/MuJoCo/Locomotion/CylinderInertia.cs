namespace ReinFlow.Environments.MuJoCo;

/// <summary>Mass and inertia of a capsule by the rule of <see cref="MassModel.Reference"/>.</summary>
/// <param name="Mass">The mass in kilograms.</param>
/// <param name="Center">The centre of mass.</param>
/// <param name="Tensor">The inertia tensor about the centre of mass: xx, yy, zz, xy, xz, yz.</param>
internal sealed record CylinderInertia(double Mass, double[] Center, double[] Tensor)
{
    /// <summary>Weighs a capsule.</summary>
    /// <param name="from">The centre of one end's half sphere.</param>
    /// <param name="to">The centre of the other end's half sphere.</param>
    /// <param name="radius">The radius.</param>
    /// <param name="density">The density in kilograms per cubic metre.</param>
    public static CylinderInertia OfCapsule(ReadOnlySpan<double> from, ReadOnlySpan<double> to, double radius, double density)
    {
        double x = to[0] - from[0];
        double y = to[1] - from[1];
        double z = to[2] - from[2];
        double distance = Math.Sqrt((x * x) + (y * y) + (z * z));
        (x, y, z) = (x / distance, y / distance, z / distance);

        double length = distance + radius;
        double mass = density * Math.PI * radius * radius * length;
        double axial = 0.5 * mass * radius * radius;
        double transverse = mass * ((3.0 * radius * radius) + (length * length)) / 12.0;
        double difference = axial - transverse;
        return new CylinderInertia(
            mass,
            [0.5 * (from[0] + to[0]), 0.5 * (from[1] + to[1]), 0.5 * (from[2] + to[2])],
            [
                transverse + (difference * x * x),
                transverse + (difference * y * y),
                transverse + (difference * z * z),
                difference * x * y,
                difference * x * z,
                difference * y * z,
            ]);
    }
}

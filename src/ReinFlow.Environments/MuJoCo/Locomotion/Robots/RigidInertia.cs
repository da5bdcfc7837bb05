namespace ReinFlow.Environments.MuJoCo;

/// <summary>Mass and inertia of a rigid body by the rule of <see cref="MassModel.Reference"/>.</summary>
/// <param name="Mass">The mass in kilograms.</param>
/// <param name="Center">The centre of mass.</param>
/// <param name="Tensor">The inertia tensor about the centre of mass: xx, yy, zz, xy, xz, yz.</param>
internal sealed record RigidInertia(double Mass, double[] Center, double[] Tensor)
{
    /// <summary>Weighs a capsule.</summary>
    /// <param name="from">The centre of one end's half sphere.</param>
    /// <param name="to">The centre of the other end's half sphere.</param>
    /// <param name="radius">The radius.</param>
    /// <param name="density">The density in kilograms per cubic metre.</param>
    public static RigidInertia OfCapsule(ReadOnlySpan<double> from, ReadOnlySpan<double> to, double radius, double density)
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
        return new RigidInertia(
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

    /// <summary>Weighs a sphere.</summary>
    /// <param name="center">The centre.</param>
    /// <param name="radius">The radius.</param>
    /// <param name="density">The density in kilograms per cubic metre.</param>
    public static RigidInertia OfSphere(ReadOnlySpan<double> center, double radius, double density)
    {
        double mass = 4.0 / 3.0 * Math.PI * radius * radius * radius * density;
        double moment = 0.4 * mass * radius * radius;
        return new RigidInertia(mass, center.ToArray(), [moment, moment, moment, 0, 0, 0]);
    }

    /// <summary>Adds up the parts of one body.</summary>
    /// <param name="parts">The parts, at least one.</param>
    public static RigidInertia Sum(IReadOnlyList<RigidInertia> parts)
    {
        if (parts is [var only])
        {
            return only;
        }

        double mass = parts.Sum(part => part.Mass);
        double[] center = [.. Enumerable.Range(0, 3).Select(axis => parts.Sum(part => part.Mass * part.Center[axis]) / mass)];
        double[] tensor = new double[6];
        foreach (RigidInertia part in parts)
        {
            double x = part.Center[0] - center[0];
            double y = part.Center[1] - center[1];
            double z = part.Center[2] - center[2];
            double[] shift = [(y * y) + (z * z), (x * x) + (z * z), (x * x) + (y * y), -x * y, -x * z, -y * z];
            for (int i = 0; i < tensor.Length; i++)
            {
                tensor[i] += part.Tensor[i] + (part.Mass * shift[i]);
            }
        }

        return new RigidInertia(mass, center, tensor);
    }
}

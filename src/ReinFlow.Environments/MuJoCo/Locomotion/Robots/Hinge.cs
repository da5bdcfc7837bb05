namespace ReinFlow.Environments.MuJoCo;

/// <summary>A hinge between a body and the one that it hangs on. What is <see langword="null"/> is as the model's default says.</summary>
/// <param name="Name">The joint's name.</param>
/// <param name="Axis">The direction of the axis, in the body's frame.</param>
/// <param name="Lowest">The lower limit, in the model's unit of angles.</param>
/// <param name="Highest">The upper limit, in the model's unit of angles.</param>
internal sealed record Hinge(string Name, double[] Axis, double Lowest, double Highest)
{
    /// <summary>Gets a point on the axis, in the body's frame.</summary>
    public double[] Anchor { get; init; } = [0, 0, 0];

    /// <summary>Gets the inertia of the rotor.</summary>
    public double? Armature { get; init; }

    /// <summary>Gets the torque per angular velocity.</summary>
    public double? Damping { get; init; }

    /// <summary>Gets the torque per angle towards the default pose.</summary>
    public double? Stiffness { get; init; }
}

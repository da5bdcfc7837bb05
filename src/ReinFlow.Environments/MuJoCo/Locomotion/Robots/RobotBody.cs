namespace ReinFlow.Environments.MuJoCo;

/// <summary>A rigid body of a robot with all that hangs on it.</summary>
/// <param name="Name">The body's name.</param>
/// <param name="Position">The body's frame in that of its parent.</param>
/// <param name="Solids">The parts; they are the body's mass.</param>
internal sealed record RobotBody(string Name, double[] Position, params Solid[] Solids)
{
    /// <summary>Gets the orientation in the parent as a quaternion (w, x, y, z) of any length, or <see langword="null"/> for the parent's.</summary>
    public double[]? Rotation { get; init; }

    /// <summary>Gets the hinges to the parent, in order; a body without is fixed to it.</summary>
    public Hinge[] Hinges { get; init; } = [];

    /// <summary>Gets the bodies that hang on this one.</summary>
    public RobotBody[] Limbs { get; init; } = [];
}

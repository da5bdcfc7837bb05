namespace ReinFlow.Environments.MuJoCo;

/// <summary>A body of a planar robot: one capsule, hinged to the body before it.</summary>
/// <param name="Name">The body's name.</param>
/// <param name="Position">The body's frame in that of its parent.</param>
/// <param name="Hinge">The joint.</param>
/// <param name="From">The centre of one end's half sphere, in the body's frame.</param>
/// <param name="To">The centre of the other end's half sphere.</param>
/// <param name="Radius">The capsule's radius.</param>
/// <param name="Friction">The coefficient of sliding friction.</param>
internal sealed record Link(string Name, double[] Position, Hinge? Hinge, double[] From, double[] To, double Radius, double Friction);

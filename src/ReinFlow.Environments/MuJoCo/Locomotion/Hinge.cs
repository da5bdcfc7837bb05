namespace ReinFlow.Environments.MuJoCo;

/// <summary>A motor-driven hinge of a planar robot about the negative y axis.</summary>
/// <param name="Name">The joint's name.</param>
/// <param name="Anchor">A point on the axis, in the body's frame.</param>
/// <param name="Lowest">The lower limit in degrees.</param>
/// <param name="Highest">The upper limit in degrees.</param>
internal sealed record Hinge(string Name, double[] Anchor, double Lowest, double Highest);

namespace ReinFlow.Environments.MuJoCo;

/// <summary>A ball.</summary>
/// <param name="Center">The centre, in the body's frame.</param>
/// <param name="Radius">The radius.</param>
internal sealed record Sphere(double[] Center, double Radius) : Solid
{
    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Attributes =>
        [("type", "sphere"), ("pos", ModelText.Numbers(Center)), ("size", ModelText.Numbers(Radius))];

    /// <inheritdoc/>
    public override RigidInertia Weigh(double density) => RigidInertia.OfSphere(Center, Radius, density);
}

namespace ReinFlow.Environments.MuJoCo;

/// <summary>A solid part of a body: it has a mass and may touch others.</summary>
internal abstract record Solid
{
    /// <summary>Gets the coefficients of sliding, spinning and rolling friction; those that are missing are as the model's default says.</summary>
    public double[] Friction { get; init; } = [];

    /// <summary>Gets what tells the engine the shape.</summary>
    public abstract IReadOnlyList<(string Name, string Value)> Attributes { get; }

    /// <summary>Weighs the solid by the rule of <see cref="MassModel.Reference"/>.</summary>
    public abstract RigidInertia Weigh(double density);
}

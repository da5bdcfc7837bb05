namespace ReinFlow.Environments.MuJoCo;

/// <summary>A robot on a floor: all that tells one locomotion model from another.</summary>
internal sealed record RobotModel
{
    /// <summary>Gets the model's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the engine's options: time step, integrator, solver.</summary>
    public required IReadOnlyList<(string Name, string Value)> Options { get; init; }

    /// <summary>Gets what the simulation reserves.</summary>
    public required EngineCapacities Capacities { get; init; }

    /// <summary>Gets a value indicating whether angles are in radians; otherwise in degrees.</summary>
    public bool Radians { get; init; }

    /// <summary>Gets the total mass to which all masses and inertias are scaled, or <see langword="null"/>.</summary>
    public double? TotalMass { get; init; }

    /// <summary>Gets the density of the solids in kilograms per cubic metre.</summary>
    public double Density { get; init; } = 1000;

    /// <summary>Gets the distance from which on two solids count as touching.</summary>
    public double Margin { get; init; }

    /// <summary>Gets the defaults of the hinges.</summary>
    public IReadOnlyList<(string Name, string Value)> Joints { get; init; } = [];

    /// <summary>Gets the defaults of the solids, the floor included.</summary>
    public required IReadOnlyList<(string Name, string Value)> Solids { get; init; }

    /// <summary>Gets in what the floor differs from <see cref="Solids"/>.</summary>
    public IReadOnlyList<(string Name, string Value)> Floor { get; init; } = [];

    /// <summary>Gets half the length of the floor in metres.</summary>
    public double FloorHalfSize { get; init; } = 40;

    /// <summary>Gets where the camera that follows the robot starts, in the torso's frame.</summary>
    public required double[] Camera { get; init; }

    /// <summary>Gets how the torso moves in the world.</summary>
    public required RootJoint Root { get; init; }

    /// <summary>Gets the torso with its limbs; its position is above the floor.</summary>
    public required RobotBody Torso { get; init; }

    /// <summary>Gets the motors in the order of the action.</summary>
    public required IReadOnlyList<Motor> Motors { get; init; }

    /// <summary>Gets the largest control; the engine limits what is beyond.</summary>
    public double ControlLimit { get; init; } = 1;
}

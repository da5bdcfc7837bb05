namespace ReinFlow.Environments.MuJoCo;

/// <summary>How a robot's torso moves in the world.</summary>
internal enum RootJoint
{
    /// <summary>In the x-z plane: two slides and a turn about y, all zero in the default pose.</summary>
    Planar,

    /// <summary>In the x-z plane; the second slide counts from the floor, so that it is the torso's height.</summary>
    PlanarWithHeight,

    /// <summary>Freely: a position and a quaternion.</summary>
    Free,
}

namespace ReinFlow.Environments.MuJoCo;

/// <summary>The members of the engine's structures that are read, in the order of the table's columns.</summary>
internal enum LayoutMember
{
    /// <summary>Bytes of a size member, 4 or 8.</summary>
    IntegerSize,

    /// <summary>mjModel.nq.</summary>
    PositionCount,

    /// <summary>mjModel.nv.</summary>
    VelocityCount,

    /// <summary>mjModel.nu.</summary>
    ControlCount,

    /// <summary>mjModel.na.</summary>
    ActivationCount,

    /// <summary>mjModel.nbody.</summary>
    BodyCount,

    /// <summary>mjModel.opt.timestep.</summary>
    Timestep,

    /// <summary>mjModel.qpos0.</summary>
    InitialPositions,

    /// <summary>mjModel.body_mass.</summary>
    BodyMasses,

    /// <summary>mjData.time.</summary>
    Time,

    /// <summary>mjData.qpos.</summary>
    Positions,

    /// <summary>mjData.qvel.</summary>
    Velocities,

    /// <summary>mjData.qacc_warmstart.</summary>
    WarmStart,

    /// <summary>mjData.ctrl.</summary>
    Controls,

    /// <summary>mjData.xpos.</summary>
    BodyPositions,

    /// <summary>mjData.xipos.</summary>
    BodyCenters,

    /// <summary>mjData.subtree_com.</summary>
    SubtreeCenters,

    /// <summary>mjData.cinert.</summary>
    BodyInertias,

    /// <summary>mjData.cvel.</summary>
    BodyVelocities,

    /// <summary>mjData.qfrc_actuator.</summary>
    ActuatorForces,

    /// <summary>mjData.cfrc_ext.</summary>
    ExternalForces,
}

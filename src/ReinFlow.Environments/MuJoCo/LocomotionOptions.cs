using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments;

/// <summary>The settings of <see cref="LocomotionEnvironment"/>.</summary>
public sealed record LocomotionOptions
{
    /// <summary>Gets or sets how the robot's capsules are weighed.</summary>
    /// <value>The default is <see cref="MassModel.Reference"/>, which the published data sets and checkpoints need.</value>
    public MassModel Masses { get; set; } = MassModel.Reference;

    /// <summary>Gets or sets where the MuJoCo library comes from.</summary>
    /// <value>The default looks for it on the system's library path.</value>
    public MuJoCoOptions MuJoCo { get; set; } = new();
}

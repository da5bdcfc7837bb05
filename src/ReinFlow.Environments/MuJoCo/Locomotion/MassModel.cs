namespace ReinFlow.Environments;

/// <summary>How the capsules of the locomotion tasks are weighed.</summary>
public enum MassModel
{
    /// <summary>
    /// As MuJoCo did up to version 2.1.0: a cylinder of the same radius, lengthened at each end by half the radius. The published
    /// data sets and checkpoints were made with these masses.
    /// </summary>
    Reference,

    /// <summary>As MuJoCo does since version 2.1.1: the capsule's exact volume. Bodies are 2 to 6 % heavier.</summary>
    Exact,
}

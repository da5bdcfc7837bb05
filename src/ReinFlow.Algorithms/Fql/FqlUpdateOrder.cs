namespace ReinFlow.Algorithms;

/// <summary>What an update of FQL sees of itself.</summary>
public enum FqlUpdateOrder
{
    /// <summary>All losses are evaluated at the parameters before the update, and the target critic follows those, too, as in the authors' code.</summary>
    Joint,

    /// <summary>First the critic, then its target, which follows the new critic, then the policies against the new critic, as in ReinFlow's port.</summary>
    Sequential,
}

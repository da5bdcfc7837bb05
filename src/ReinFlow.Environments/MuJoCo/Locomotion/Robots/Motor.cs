namespace ReinFlow.Environments.MuJoCo;

/// <summary>A motor that turns a control into a torque.</summary>
/// <param name="Joint">The joint that it drives.</param>
/// <param name="Gear">The torque of a control of one.</param>
internal sealed record Motor(string Joint, double Gear)
{
    /// <summary>Makes equal motors for several joints.</summary>
    public static Motor[] Of(double gear, params IEnumerable<string> joints) => [.. joints.Select(joint => new Motor(joint, gear))];
}

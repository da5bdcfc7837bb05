namespace ReinFlow.Cli;

/// <summary>Where the user keeps MuJoCo, if not where systems do.</summary>
internal static class MuJoCoLocation
{
    /// <summary>Gets the value of the environment variable REINFLOW_MUJOCO, a file or a folder, or null.</summary>
    public static string? FromSystem => Environment.GetEnvironmentVariable("REINFLOW_MUJOCO");
}

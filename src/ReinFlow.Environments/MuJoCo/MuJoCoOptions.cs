namespace ReinFlow.Environments.MuJoCo;

/// <summary>Where the MuJoCo library comes from.</summary>
public sealed record MuJoCoOptions
{
    /// <summary>Gets or sets the library file, or the folder of an unpacked MuJoCo release.</summary>
    /// <value>The default is <see langword="null"/>: the usual file names on the system's library path, version 2.2.2 first.</value>
    public string? LibraryPath { get; set; }
}

namespace ReinFlow.Environments.MuJoCo;

/// <summary>A loaded MuJoCo library whose memory layout has been proved.</summary>
/// <remarks>
/// MuJoCo keeps the numbers of a simulation in structures whose layout changes with almost every release. On loading, a small
/// model with known results is run, and every member that is used must be found where the table of released versions says;
/// a version that the table does not know is used as measured. Versions 2.2.0 and later are supported.
/// Models that come from the same instance share this proof, which takes some 20 ms.
/// </remarks>
/// <threadsafety>Instances may be used by any number of threads.</threadsafety>
public sealed class MuJoCoLibrary
{
    private MuJoCoLibrary(NativeApi api, Version version, MemoryLayout layout)
    {
        Api = api;
        Version = version;
        Layout = layout;
    }

    /// <summary>Gets the version of the engine.</summary>
    public Version Version { get; }

    internal NativeApi Api { get; }

    internal MemoryLayout Layout { get; }

    /// <summary>Loads the library and proves its layout.</summary>
    /// <param name="options">Where the library is, or <see langword="null"/> for the defaults.</param>
    /// <returns>The library; it stays loaded for the life of the process.</returns>
    /// <exception cref="MuJoCoNotFoundException">No library was found.</exception>
    /// <exception cref="NotSupportedException">The layout of the library is not the one of its version, or cannot be measured.</exception>
    public static MuJoCoLibrary Load(MuJoCoOptions? options = null) => Load(options ?? new MuJoCoOptions(), LayoutTable.ReadEmbedded());

    internal static unsafe MuJoCoLibrary Load(MuJoCoOptions options, LayoutTable table)
    {
        (nint handle, string name) = NativeLocator.Load(options.LibraryPath, NativeLocator.FileNames(table.Versions));
        var api = new NativeApi(handle, name);
        NativeMessages.Install(handle);

        int version = api.Version();
        MemoryLayout layout = table.Confirm(version, LayoutProbe.Discover(api), name);
        return new MuJoCoLibrary(api, LayoutTable.ParseVersion(version), layout);
    }
}

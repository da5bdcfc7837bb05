using System.Runtime.InteropServices;

namespace ReinFlow.Environments.MuJoCo;

/// <summary>Finds and loads the MuJoCo library.</summary>
internal static class NativeLocator
{
    private const string Cures =
        "Debian and Ubuntu: apt-get install libmujoco2.2.2. " +
        "Windows and others: unpack a MuJoCo release and set MuJoCoOptions.LibraryPath to its folder.";

    // Loaded first where it exists, because the published numbers of the tasks were checked with it.
    private static readonly Version Preferred = new(2, 2, 2);

    /// <summary>Loads the library.</summary>
    /// <param name="path">A file or a folder, or <see langword="null"/> for the system's library path.</param>
    /// <param name="names">The file names that are tried.</param>
    /// <returns>The handle, which is never released, and the name under which the library was found.</returns>
    public static (nint Handle, string Name) Load(string? path, string[] names)
    {
        foreach (string candidate in Candidates(path, names))
        {
            if (NativeLibrary.TryLoad(candidate, typeof(NativeLocator).Assembly, null, out nint handle))
            {
                return (handle, candidate);
            }
        }

        throw new MuJoCoNotFoundException(Describe(path));
    }

    /// <summary>Returns the names of library files on this system, the preferred one first.</summary>
    public static string[] FileNames(IEnumerable<Version> versions)
    {
        if (OperatingSystem.IsWindows())
        {
            return ["mujoco.dll"];
        }

        IEnumerable<Version> ordered = versions.OrderByDescending(version => version == Preferred).ThenByDescending(version => version);
        return OperatingSystem.IsMacOS()
            ? [.. ordered.Select(version => $"libmujoco.{version}.dylib"), "libmujoco.dylib"]
            : [.. ordered.Select(version => $"libmujoco.so.{version}"), "libmujoco.so"];
    }

    private static string[] Candidates(string? path, string[] names)
    {
        if (path is null)
        {
            return names;
        }

        return Directory.Exists(path)
            ? [.. from folder in new[] { path, Path.Combine(path, "bin"), Path.Combine(path, "lib") }
                  from name in names
                  select Path.GetFullPath(Path.Combine(folder, name))]
            : [Path.GetFullPath(path)];
    }

    private static string Describe(string? path)
    {
        if (path is null)
        {
            return $"The MuJoCo library was not found. {Cures}";
        }

        return File.Exists(path) || Directory.Exists(path)
            ? $"'{path}' holds no MuJoCo library that this process can load. {Cures}"
            : $"The MuJoCo library '{path}' does not exist. {Cures}";
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

[TestFixture]
public sealed class MuJoCoLibraryTests
{
    private static readonly string Header = "versions," + string.Join(',', LayoutTable.ReadEmbedded().Names);

    [Test]
    public void TheVersionIsRead() => Assert.That(Engine.Library.Version, Is.GreaterThanOrEqualTo(new Version(2, 2, 0)));

    [Test]
    public void AMissingFileIsReportedInOneLineWithTheCures()
    {
        string path = Path.Combine(Path.GetTempPath(), "no-such-folder", "libmujoco.so");

        Assert.That(
            () => MuJoCoLibrary.Load(new MuJoCoOptions { LibraryPath = path }),
            Throws.TypeOf<MuJoCoNotFoundException>().With.Message.Contains(path)
                .And.Message.Contains("does not exist")
                .And.Message.Contains("apt-get install libmujoco2.2.2")
                .And.Message.Contains("MuJoCoOptions.LibraryPath")
                .And.Message.Not.Contains("\n"));
    }

    [Test]
    public void AnEmptySystemPathIsReportedWithTheCures()
    {
        Assert.That(
            () => NativeLocator.Load(null, ["libmujoco.so.99.0.0"]),
            Throws.TypeOf<MuJoCoNotFoundException>()
                .With.Message.StartsWith("The MuJoCo library was not found. Debian and Ubuntu: apt-get install"));
    }

    [Test]
    public void AFileThatIsNoLibraryIsRefused()
    {
        string path = Path.GetTempFileName();
        try
        {
            Assert.That(
                () => MuJoCoLibrary.Load(new MuJoCoOptions { LibraryPath = path }),
                Throws.TypeOf<MuJoCoNotFoundException>().With.Message.Contains("holds no MuJoCo library that this process can load"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void AnotherLibraryIsRefused()
    {
        string path = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*System.Native.*")
            .First(file => !file.EndsWith(".a", StringComparison.Ordinal));

        Assert.That(
            () => MuJoCoLibrary.Load(new MuJoCoOptions { LibraryPath = path }),
            Throws.TypeOf<MuJoCoNotFoundException>().With.Message.Contains("it has no function mj_version"));
    }

    [Test]
    public void AFolderOfAnUnpackedReleaseIsSearched()
    {
        string file = LoadedFile();
        string release = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string folder = Directory.CreateDirectory(Path.Combine(release, OperatingSystem.IsWindows() ? "bin" : "lib")).FullName;
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));

            (nint handle, string name) = NativeLocator.Load(release, [Path.GetFileName(file)]);
            NativeLibrary.Free(handle);

            Assert.That(name, Does.StartWith(release));
        }
        finally
        {
            Directory.Delete(release, recursive: true);
        }
    }

    [Test]
    public void TheProbeConfirmsTheTable()
    {
        LayoutTable table = LayoutTable.ReadEmbedded();

        Assert.That(table.Versions, Does.Contain(Engine.Library.Version), "Test with a version that the table knows.");
        Assert.That(() => MuJoCoLibrary.Load(Engine.Options, table), Throws.Nothing);
    }

    [Test]
    public void AnUnknownVersionIsUsedAsMeasured()
    {
        MuJoCoLibrary library = MuJoCoLibrary.Load(new MuJoCoOptions { LibraryPath = LoadedFile() }, new LayoutTable(Header));

        Assert.That(library.Layout.FirstDifference(Engine.Library.Layout), Is.Null);
    }

    [Test]
    public void ATableThatTheProbeContradictsIsRefused([Values] bool shiftedBackwards)
    {
        foreach (LayoutMember member in Enum.GetValues<LayoutMember>())
        {
            MemoryLayout layout = Engine.Library.Layout;
            int[] offsets = [.. Enum.GetValues<LayoutMember>().Select(each => layout[each])];
            offsets[(int)member] += shiftedBackwards ? -8 : 8;
            var table = new LayoutTable($"{Header}\n{Number(Engine.Library.Version)},{string.Join(',', offsets)}\n");

            Assert.That(
                () => MuJoCoLibrary.Load(new MuJoCoOptions { LibraryPath = LoadedFile() }, table),
                Throws.TypeOf<NotSupportedException>()
                    .With.Message.Contains($"keeps {table.Names[(int)member]} at {layout[member]}, not at {offsets[(int)member]}"));
        }
    }

    private static int Number(Version version) => version < new Version(3, 5, 0)
        ? (version.Major * 100) + (version.Minor * 10) + version.Build
        : (version.Major * 1_000_000) + (version.Minor * 1_000) + version.Build;

    private static string LoadedFile()
    {
        _ = Engine.Library;
        using Process process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>()
            .First(module => module.FileName.Contains("mujoco.", StringComparison.Ordinal)).FileName;
    }
}

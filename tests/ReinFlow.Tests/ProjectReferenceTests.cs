using System.Xml.Linq;

namespace ReinFlow.Tests;

/// <summary>References point one way, and the three component packages know nothing of one another.</summary>
public sealed class ProjectReferenceTests
{
    /// <summary>What every package may refer to.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ReinFlow.Tensors"] = [],
        ["ReinFlow.Formats"] = [],
        ["ReinFlow.Abstractions"] = ["ReinFlow.Tensors"],
        ["ReinFlow.Policies"] = ["ReinFlow.Abstractions", "ReinFlow.Tensors"],
        ["ReinFlow.Algorithms"] = ["ReinFlow.Abstractions", "ReinFlow.Tensors", "ReinFlow.Formats"],
        ["ReinFlow.Environments"] = ["ReinFlow.Abstractions", "ReinFlow.Tensors", "ReinFlow.Formats"],
        ["ReinFlow.Testing"] = ["ReinFlow.Abstractions", "ReinFlow.Tensors"],
        ["ReinFlow"] =
        [
            "ReinFlow.Tensors", "ReinFlow.Abstractions", "ReinFlow.Formats",
            "ReinFlow.Policies", "ReinFlow.Algorithms", "ReinFlow.Environments",
        ],
    };

    private static readonly string[] Components = ["ReinFlow.Policies", "ReinFlow.Algorithms", "ReinFlow.Environments"];

    private static readonly string[] Packages = [.. Names("src")];

    [TestCaseSource(nameof(Packages))]
    public void APackageRefersOnlyToWhatStandsBelowIt(string package)
    {
        Assert.That(Allowed, Does.ContainKey(package), "Give the new package its place in this test.");
        Assert.That(References("src", package), Is.SubsetOf(Allowed[package]));
    }

    [Test]
    public void NoComponentPackageReachesAnotherByAnyWay()
    {
        foreach (string component in Components)
        {
            Assert.That(Reachable(component), Has.None.AnyOf([.. Components.Except([component])]), component);
        }
    }

    [TestCase("tools")]
    [TestCase("samples")]
    public void ProgramsReferToPackagesOnly(string folder)
    {
        foreach (string program in Names(folder))
        {
            Assert.That(References(folder, program), Is.SubsetOf(Packages.Except(["ReinFlow.Testing"])), program);
        }
    }

    [TestCase("benchmarks")]
    [TestCase("tests")]
    public void MeasurementsReferToPackagesAndTools(string folder)
    {
        foreach (string project in Names(folder))
        {
            Assert.That(References(folder, project), Is.SubsetOf(Packages.Concat(Names("tools")).Concat(Names("samples")).Append("ReinFlow.Limits")), project);
        }
    }

    [Test]
    public void EveryProjectIsPartOfTheSolution()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "ReinFlow.sln")).Replace('\\', '/');
        IEnumerable<string> missing = Repository.Files("*.csproj", "src", "tools", "samples", "benchmarks", "tests")
            .Select(Repository.Name)
            .Where(project => !solution.Contains(project, StringComparison.Ordinal));
        Assert.That(missing, Is.Empty);
    }

    private static HashSet<string> Reachable(string package)
    {
        HashSet<string> reached = [];
        var open = new Queue<string>([package]);
        while (open.TryDequeue(out string? next))
        {
            foreach (string reference in References("src", next).Where(reached.Add))
            {
                open.Enqueue(reference);
            }
        }

        return reached;
    }

    private static IEnumerable<string> Names(string folder) =>
        Repository.Files("*.csproj", folder).Select(path => Path.GetFileNameWithoutExtension(path));

    private static string[] References(string folder, string project)
    {
        string path = Repository.Files($"{project}.csproj", folder).Single();
        return
        [
            .. XDocument.Load(path).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))),
        ];
    }
}

using System.Reflection;

namespace ReinFlow.Tests.PublicApi;

/// <summary>The public surface of every package is written down, so that nobody changes it by chance.</summary>
public sealed class PublicApiTests
{
    private const string ApprovedFolder = "tests/ReinFlow.Tests/Approved/api";
    private const string ReceivedFolder = "artifacts/bin/ReinFlow.Tests/release/api";

    private static readonly string[] Packages = [.. Repository.Files("*.csproj", "src").Select(path => Path.GetFileNameWithoutExtension(path))];

    [TestCaseSource(nameof(Packages))]
    public void ThePublicSurfaceIsTheApprovedOne(string package)
    {
        string actual = PublicSurface.Of(Assembly.Load(package));
        string received = Path.Combine(Repository.Root, ReceivedFolder, package + ".txt");
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, actual);

        string file = Path.Combine(Repository.Root, ApprovedFolder, package + ".txt");
        string approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : string.Empty;

        string[] before = approved.Split('\n');
        string[] after = actual.Split('\n');
        IEnumerable<string> changes = before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line));
        Assert.That(
            actual,
            Is.EqualTo(approved),
            $"""
            The public API of {package} has changed:
            {string.Join('\n', changes)}
            If that is meant: cp {ReceivedFolder}/{package}.txt {ApprovedFolder}/
            and tell users in CHANGELOG.md what they have to change.
            """);
    }

    [Test]
    public void NoSurfaceIsLeftOverFromAPackageThatIsGone() => Assert.That(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, ApprovedFolder)).Select(Path.GetFileNameWithoutExtension),
        Is.SubsetOf(Packages));

    [Test]
    public void TheSurfaceSaysWhatACallerDependsOn()
    {
        string[] lines = [.. PublicSurface.Of(typeof(PublicApiTests).Assembly).Split('\n').Where(line => line.Contains("Exhibit", StringComparison.Ordinal))];

        string prefix = typeof(Exhibit<>).FullName![..^2];
        Assert.That(lines, Is.EquivalentTo(new[]
        {
            $"{prefix}<T> : abstract class, System.IDisposable where T : class, new()",
            $"{prefix}<T>.Limit : const int = 3",
            $"{prefix}<T>.Exhibit(string name, T? value = null) : protected",
            $"{prefix}<T>.Name : string? {{ get; init; }}",
            $"{prefix}<T>.Count : int {{ get; }}",
            $"{prefix}<T>.Dispose() : virtual void",
            $"{prefix}<T>.Fill<TItem>(System.ReadOnlySpan<float> items, out int count, params string[]? more) : abstract System.Collections.Generic.IReadOnlyList<string?>",
            $"{prefix}<T>.Changed : event System.EventHandler?",
        }));
    }
}

/// <summary>A type with a little of everything.</summary>
public abstract class Exhibit<T> : IDisposable
    where T : class, new()
{
    public const int Limit = 3;

    protected Exhibit(string name, T? value = null) => (Name, Value) = (name, value);

    public event EventHandler? Changed;

    public int Count { get; private set; }

    public string? Name { get; init; }

    internal T? Value { get; }

    public virtual void Dispose()
    {
        Count++;
        Changed?.Invoke(this, EventArgs.Empty);
        GC.SuppressFinalize(this);
    }

    public abstract IReadOnlyList<string?> Fill<TItem>(ReadOnlySpan<float> items, out int count, params string[]? more);
}

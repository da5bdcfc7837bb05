using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ReinFlow.Tests;

/// <summary>Keeps the source from growing the way research code grows: long files, copied blocks, loose ends.</summary>
public sealed partial class RepositoryHygieneTests
{
    private const int BlockLines = 6;
    private const int MaximumFileLines = 500;
    private const double MaximumCopiedShare = 0.03;

    private static readonly string[] AllFolders = ["src", "tools", "samples", "benchmarks", "tests"];

    [Test]
    public void FilesStayReadable()
    {
        string[] tooLong =
        [
            .. Repository.Files("*.cs", "src", "tools", "samples")
                .Select(path => (Name: Repository.Name(path), Lines: File.ReadLines(path).Count()))
                .Where(file => file.Lines > MaximumFileLines)
                .Select(file => $"{file.Name}: {file.Lines} lines"),
        ];
        Assert.That(tooLong, Is.Empty, $"Split what is longer than {MaximumFileLines} lines.");
    }

    [Test]
    public void BlocksAreNotCopiedBetweenFiles()
    {
        Dictionary<string, string[]> lines = Repository.Files("*.cs", "src").ToDictionary(Repository.Name, SignificantLines);
        ILookup<string, string> owners = lines
            .SelectMany(file => Blocks(file.Value).Select(block => (block.Text, file.Key)))
            .Distinct()
            .ToLookup(block => block.Text, block => block.Key);

        Dictionary<string, int> copied = lines.ToDictionary(file => file.Key, file => CopiedLines(file.Value, owners));
        double share = (double)copied.Values.Sum() / lines.Values.Sum(content => content.Length);
        IEnumerable<string> worst = copied
            .Where(file => file.Value > 0)
            .OrderByDescending(file => file.Value)
            .Select(file => $"{file.Key}: {file.Value}");
        Assert.That(share, Is.LessThanOrEqualTo(MaximumCopiedShare), $"Lines copied between files:\n{string.Join('\n', worst.Take(20))}");
    }

    [Test]
    public void NothingIsLeftForLater() => Assert.That(
        Offenders(LooseEnd(), "*.cs", AllFolders).Concat(Offenders(LooseEnd(), "*.csproj", AllFolders)),
        Is.Empty);

    [Test]
    public void NoTestIsSwitchedOff() => Assert.That(Offenders(SwitchedOff(), "*.cs", ["tests", "src/ReinFlow.Testing"]), Is.Empty);

    [Test]
    public void NoRemotePackageSourceIsNamed()
    {
        IEnumerable<string> values = XDocument.Load(Path.Combine(Repository.Root, "nuget.config"))
            .Descendants()
            .Attributes()
            .Select(attribute => attribute.Value);
        Assert.That(values.Where(value => value.Contains("://", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void TheCopyDetectorFindsACopy()
    {
        string[] original = [.. Enumerable.Range(0, 10).Select(i => $"line {i}")];
        ILookup<string, string> owners = Blocks(original).Select(block => (block.Text, Owner: "a"))
            .Concat(Blocks(original[..7]).Select(block => (block.Text, Owner: "b")))
            .ToLookup(block => block.Text, block => block.Owner);
        Assert.That(CopiedLines(original, owners), Is.EqualTo(7));
    }

    private static int CopiedLines(string[] content, ILookup<string, string> owners)
    {
        var marked = new HashSet<int>();
        foreach ((int start, string text) in Blocks(content))
        {
            if (owners[text].Skip(1).Any())
            {
                marked.UnionWith(Enumerable.Range(start, BlockLines));
            }
        }

        return marked.Count;
    }

    private static IEnumerable<(int Start, string Text)> Blocks(string[] lines)
    {
        for (int start = 0; start + BlockLines <= lines.Length; start++)
        {
            yield return (start, string.Join('\n', lines, start, BlockLines));
        }
    }

    private static string[] SignificantLines(string path) =>
    [
        .. File.ReadLines(path)
            .Select(line => Whitespace().Replace(line.Split("//")[0].Trim(), " "))
            .Where(line => line.Length > 0 && line is not ("{" or "}") && !line.StartsWith("using ", StringComparison.Ordinal)),
    ];

    private static IEnumerable<string> Offenders(Regex pattern, string files, string[] folders) =>
        from path in Repository.Files(files, folders)
        from line in File.ReadLines(path).Select((text, index) => (Text: text, Number: index + 1))
        where pattern.IsMatch(line.Text)
        select $"{Repository.Name(path)}:{line.Number}: {line.Text.Trim()}";

    // The groups keep the patterns from matching themselves.
    [GeneratedRegex(@"\b(?:TO)DO\b|\bFIX(?:ME)\b|\bHA(?:CK)\b|\bNotImplemented(?:Exception)\b")]
    private static partial Regex LooseEnd();

    [GeneratedRegex(@"[\[,]\s*(?:Ignore|Explicit)\b|\bAssert\.(?:Ignore|Pass|Inconclusive)\b|\bAssu(?:me)\.That\b")]
    private static partial Regex SwitchedOff();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}

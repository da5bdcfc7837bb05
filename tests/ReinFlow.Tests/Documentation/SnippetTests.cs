using System.Text.RegularExpressions;

namespace ReinFlow.Tests.Documentation;

/// <summary>
/// Code in the documents is code that is compiled: a block below the line <c>&lt;!-- from PATH --&gt;</c> stands in that file, line by line, apart
/// from the indentation; <c>// …</c> stands for lines that are left out. Links of the documents lead somewhere.
/// </summary>
public sealed partial class SnippetTests
{
    private const string Omission = "// …";

    private static IEnumerable<string> Documents => Repository.Files("*.md", "docs").Append(Path.Combine(Repository.Root, "README.md"));

    [Test]
    public void TheDocumentsShowCodeThatIsCompiled()
    {
        Snippet[] snippets = [.. Documents.SelectMany(SnippetsOf)];

        Assert.That(snippets.Select(snippet => snippet.Document).Distinct(), Does.Contain("docs/extending.md"));
        Assert.That(snippets.Where(snippet => !StandsIn(snippet.Code, File.ReadAllLines(Path.Combine(Repository.Root, snippet.File)))), Is.Empty);
    }

    [Test]
    public void TheDocumentsLinkToWhatIsThere()
    {
        IEnumerable<string> broken =
            from document in Documents
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = link.Groups[1].Value
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
            select $"{Repository.Name(document)}: {target}";
        Assert.That(broken, Is.Empty);
    }

    [TestCase(true, "a;", "b;")]
    [TestCase(true, "  a;", Omission, "d;")]
    [TestCase(false, "a;", "c;")]
    [TestCase(false, "d;", Omission, "a;")]
    public void ASnippetIsFoundByItsLinesInOrder(bool isFound, params string[] code) =>
        Assert.That(StandsIn(code, ["    a;", "    b;", "    c;", "    d;"]), Is.EqualTo(isFound));

    private static bool StandsIn(IEnumerable<string> code, string[] file)
    {
        string[] lines = [.. file.Select(line => line.Trim())];
        int from = 0;
        foreach (string part in string.Join('\n', code.Select(line => line.Trim())).Split(Omission))
        {
            string[] block = part.Trim('\n').Split('\n');
            int place = Enumerable.Range(from, Math.Max(0, lines.Length - block.Length - from + 1))
                .FirstOrDefault(start => lines.AsSpan(start, block.Length).SequenceEqual(block), -1);
            if (place < 0)
            {
                return false;
            }

            from = place + block.Length;
        }

        return true;
    }

    private static IEnumerable<Snippet> SnippetsOf(string document) =>
        from Match match in Source().Matches(File.ReadAllText(document))
        select new Snippet(Repository.Name(document), match.Groups[1].Value, match.Groups[2].Value.TrimEnd('\n').Split('\n'));

    [GeneratedRegex(@"<!-- from (\S+) -->\n```\w+\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Source();

    [GeneratedRegex(@"\]\((?!https?://|#)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    private sealed record Snippet(string Document, string File, string[] Code)
    {
        public override string ToString() => $"{Document}: the code from {File} that begins with '{Code[0]}' is not there";
    }
}

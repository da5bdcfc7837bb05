namespace ReinFlow.Cli.Tests.Fixtures;

/// <summary>Runs the command in this process, in an empty folder per fixture.</summary>
public abstract class CliTests
{
    protected string Folder { get; } = Path.Combine(Path.GetTempPath(), "reinflow-cli-" + Guid.NewGuid().ToString("N"));

    [OneTimeSetUp]
    public void CreateFolder() => Directory.CreateDirectory(Folder);

    [OneTimeTearDown]
    public void DeleteFolder() => Directory.Delete(Folder, recursive: true);

    protected string PathOf(string name) => Path.Combine(Folder, name);

    protected string WriteText(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    private protected static async Task<CliResult> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await new CommandLine(output, error).RunAsync(args);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    private protected static async Task<CliResult> SucceedAsync(params string[] args)
    {
        CliResult result = await RunAsync(args);
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Error, Is.Empty);
        return result;
    }

    /// <summary>Expects one line on the error output that names everything that is given.</summary>
    private protected static async Task FailAsync(int code, string[] args, params string[] named)
    {
        CliResult result = await RunAsync(args);
        Assert.That(result.Code, Is.EqualTo(code), result.Error);
        Assert.That(result.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1), "Lines on the error output");
        Assert.That(result.Error, Does.StartWith("reinflow: "));
        foreach (string text in named)
        {
            Assert.That(result.Error, Does.Contain(text));
        }
    }
}

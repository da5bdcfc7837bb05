using System.IO.Compression;
using System.Xml.Linq;

namespace ReinFlow.Tests.Packages;

/// <summary>The packages as somebody else gets them: what is in them, and that a program elsewhere can use them.</summary>
/// <remarks>The slowest tests of all; <c>--filter TestCategory!=Package</c> leaves them out.</remarks>
[Category("Package")]
public sealed class PackageTests
{
    private const string Version = "0.0.1-consumer";

    private static readonly string[] Names = [.. Repository.Files("*.csproj", "src").Select(path => Path.GetFileNameWithoutExtension(path)), "ReinFlow.Cli"];

    private string _folder = string.Empty;
    private string _consumer = string.Empty;

    private string[] _restore = [];

    private string Feed => Path.Combine(_folder, "feed");

    private string Packages => Path.Combine(_folder, "packages");

    [OneTimeSetUp]
    public async Task Pack()
    {
        _folder = Directory.CreateTempSubdirectory("reinflow-packages-").FullName;

        WriteProgram();
        await DotNet.RunAsync(Repository.Root, "pack", "ReinFlow.sln", "-c", "Release", "--no-build", "--nologo", "-v", "q", "-o", Feed, $"-p:PackageVersion={Version}");
    }

    [OneTimeTearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Names))]
    public void APackageHasAReadmeAnIconDocumentationAndSymbols(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(Feed, $"{name}.{Version}.nupkg"));
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        using Stream stream = package.GetEntry($"{name}.nuspec")!.Open();
        XElement metadata = XElement.Load(stream).Elements().First();
        string Text(string key) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == key)?.Value ?? string.Empty;
        string library = files.Single(file => file.EndsWith($"/{name}.dll", StringComparison.Ordinal));

        Assert.Multiple(() =>
        {
            Assert.That((Text("readme"), Text("icon"), Text("license")), Is.EqualTo(("README.md", "icon.png", "MIT")));
            Assert.That(files, Does.Contain("README.md").And.Contain("icon.png"));
            Assert.That(Text("description"), Has.Length.GreaterThan(40));
            Assert.That(Text("tags"), Does.Contain("reinforcement-learning"));
            Assert.That(files, Does.Contain(Path.ChangeExtension(library, ".xml")).Or.Contain("tools/net10.0/any/ReinFlow.Cli.dll"));
            Assert.That(files.Any(file => file.EndsWith(".pdb", StringComparison.Ordinal)), Is.EqualTo(name == "ReinFlow.Cli"), "Symbols have a package of their own; a tool carries them.");
        });
        if (name != "ReinFlow.Cli")
        {
            using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(Feed, $"{name}.{Version}.snupkg"));
            Assert.That(symbols.Entries.Select(entry => entry.FullName), Does.Contain(Path.ChangeExtension(library, ".pdb")));
        }
    }

    [Test]
    public async Task AProgramElsewhereFineTunesWithThePackage()
    {
        await DotNet.RunAsync(_consumer, ["build", "-c", "Release", "--nologo", "-v", "q", .. _restore]);

        string output = await DotNet.RunAsync(_consumer, Path.Combine("bin", "Release", "net10.0", "consumer.dll"), "runs");

        Assert.That(output, Does.Match(@"[0-9,]+ steps of fine-tuning in .*\n.*over 50 episodes"));
        Assert.That(Directory.GetDirectories(Packages).Select(Path.GetFileName), Does.Contain("reinflow").And.Contain("reinflow.tensors"));
        Assert.That(File.Exists(Path.Combine(_consumer, "runs", "tuned", "checkpoints", "last", "parameters.safetensors")));
        Assert.That(File.ReadAllText(Path.Combine(_consumer, "runs", "report.html")), Does.Contain("Fine-tuning on Avoiding"));
    }

    [Test]
    public async Task TheProgramStillWorksWhenAllThatIsNotUsedIsCutAway()
    {
        string published = Path.Combine(_folder, "published");

        // A warning would be an error: the project says so.
        await DotNet.RunAsync(
            _consumer,
            ["publish", "-c", "Release", "--nologo", "-v", "q", "--use-current-runtime", "--self-contained", "-p:PublishTrimmed=true", "-p:TrimmerSingleWarn=false", "-o", published, .. _restore]);

        string program = Path.Combine(published, OperatingSystem.IsWindows() ? "consumer.exe" : "consumer");
        Assert.That(await DotNet.RunProgramAsync(_consumer, program, "trimmed"), Does.Contain("over 50 episodes"));
        Assert.That(new FileInfo(Path.Combine(published, "System.Private.CoreLib.dll")).Length, Is.LessThan(new FileInfo(typeof(object).Assembly.Location).Length));
    }

    [Test]
    public async Task TheCommandIsInstalledFromAFolder()
    {
        string tools = Path.Combine(_folder, "tools");

        await DotNet.RunAsync(_folder, "tool", "install", "ReinFlow.Cli", "--tool-path", tools, "--add-source", Feed, "--version", Version);

        string command = Path.Combine(tools, OperatingSystem.IsWindows() ? "reinflow.exe" : "reinflow");
        Assert.That(await DotNet.RunProgramAsync(_folder, command, "recipes"), Does.Contain("avoiding-reinflow"));
        Assert.That(await DotNet.RunProgramAsync(_folder, command, "--version"), Does.StartWith("0."));
    }

    private void WriteProgram()
    {
        _consumer = Path.Combine(_folder, "consumer");
        Directory.CreateDirectory(_consumer);
        Write("consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ReinFlow" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);
        Write("nuget.config", $"""<configuration><packageSources><add key="feed" value="{Feed}" /></packageSources></configuration>""");
        File.Copy(Path.Combine(Repository.Root, "samples", "NativeAot", "Program.cs"), Path.Combine(_consumer, "Program.cs"));

        // Packages of this version go to the folder of the test; those of others are there already.
        _restore = [$"-p:RestorePackagesPath={Packages}", $"-p:RestoreFallbackFolders={DotNet.GlobalPackages}"];
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_consumer, name), text);
}

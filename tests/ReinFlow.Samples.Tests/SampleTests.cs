using System.Diagnostics;
using ReinFlow.Tests;

namespace ReinFlow.Samples.Tests;

/// <summary>Every sample does what it says, as a program of its own in an empty folder: it ends with 0 only if it learned.</summary>
[Category("Learning")]
public sealed class SampleTests
{
    private const int MaximumLines = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private static readonly string[] Samples =
        [.. Repository.Files("*.csproj", "samples").Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [TestCaseSource(nameof(Samples))]
    public void ASampleFitsOnAPage(string sample) =>
        Assert.That(File.ReadAllLines(Path.Combine(Repository.Root, "samples", sample, "Program.cs")), Has.Length.LessThanOrEqualTo(MaximumLines));

    [TestCaseSource(nameof(Samples))]
    public async Task ASampleRunsAndLearns(string sample)
    {
        // The samples lie beside this project's output: artifacts/bin/NAME/CONFIGURATION.
        var own = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        string program = Path.Combine(own.Parent!.Parent!.FullName, sample, own.Name, $"{sample}.dll");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("reinflow-sample-");
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", [program])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["TMPDIR"] = folder.FullName },
            })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            using var patience = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(patience.Token);
            await TestContext.Out.WriteLineAsync(await output);
            Assert.That(process.ExitCode, Is.Zero, $"{await output}\n{await errors}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

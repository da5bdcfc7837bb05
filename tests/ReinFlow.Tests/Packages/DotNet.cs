using System.Diagnostics;

namespace ReinFlow.Tests.Packages;

/// <summary>Runs the SDK and what it has built.</summary>
internal static class DotNet
{
    private static readonly string Host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet");

    /// <summary>Gets the folder of the packages that have been restored on this machine.</summary>
    public static string GlobalPackages { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Runs the SDK, or a program that is given by its library.</summary>
    public static Task<string> RunAsync(string folder, params string[] args) => RunProgramAsync(folder, Host, args);

    /// <summary>Runs a program and returns what it has written; a failure fails the test.</summary>
    public static async Task<string> RunProgramAsync(string folder, string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };

        // The runner of these tests passes its own settings on; those of a build elsewhere are others. No server may stay behind.
        foreach (string name in new[] { "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly" })
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, $"{Path.GetFileName(program)} {string.Join(' ', args)}\n{output}\n{await error}");
        return output;
    }
}

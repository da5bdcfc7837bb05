using System.Diagnostics;

namespace ReinFlow.Cli.Tests.Fixtures;

/// <summary>The command as a process of its own.</summary>
internal static class CliProcess
{
    public static Process Start(string workingFolder, (string Name, string Value)[] variables, params string[] args)
    {
        string tool = Path.Combine(TestContext.CurrentContext.TestDirectory, "ReinFlow.Cli.dll");
        string host = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        var start = new ProcessStartInfo(host, [tool, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace ReinFlow.Tests.Export;

/// <summary>Programs that read our files, where they are installed.</summary>
internal static class OtherPrograms
{
    /// <summary>What stands for the output of a program that is not there.</summary>
    public const string Missing = "not here";

    /// <summary>The interpreter that distributions install packages for; another one may come first on the path.</summary>
    private const string SystemPython = "/usr/bin/python3";

    /// <summary>Runs a program in Python, which writes <see cref="Missing"/> where it lacks a package, and returns what it writes.</summary>
    public static string Python(string folder, string program, params string[] arguments)
    {
        (int code, string output) = Start(File.Exists(SystemPython) ? SystemPython : "python3", folder, ["-c", program, .. arguments]);
        return code is 0 or < 0 ? output : throw new InvalidOperationException($"Python failed: {output}");
    }

    /// <summary>Runs a program; the code is negative if there is none, and the output has its errors if it fails.</summary>
    public static (int Code, string Output) Start(string program, string folder, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, process.ExitCode == 0 ? output.Trim() : $"{output}{error.Result}".Trim());
        }
        catch (Win32Exception)
        {
            return (-1, Missing);
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace ReinFlow.Tests.Export;

/// <summary>Programs of other people that read ONNX, where they are installed.</summary>
internal static class OnnxRuntime
{
    /// <summary>What stands for the output of a program that is not there.</summary>
    public const string Missing = "not here";

    private const string Package = "onnxruntime-web@1.30.0";
    private const string SystemPython = "/usr/bin/python3";

    private const string Checker =
        """
        import sys
        try:
            import onnx
        except ImportError:
            print('not here'); sys.exit(0)
        for path in sys.argv[1:]:
            model = onnx.load(path)
            onnx.checker.check_model(model, full_check=True)
            axes = lambda value: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
            print(*[f'{v.name} {axes(v)}' for v in [*model.graph.input, *model.graph.output]])
        """;

    /// <summary>Runs every model of a folder in the WebAssembly build of ONNX Runtime; npm installs it there.</summary>
    public static string Run(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "package.json"), "{}");
        (int code, string output) installed = Start("npm", folder, "install", Package, "--ignore-scripts", "--no-audit", "--no-fund");
        if (installed.code != 0)
        {
            return Missing;
        }

        (int code, string output) = Start("node", folder, Path.Combine(TestContext.CurrentContext.TestDirectory, "Export", "onnxruntime.mjs"), folder);
        return code == 0 ? output : throw new InvalidOperationException($"ONNX Runtime failed: {output}");
    }

    /// <summary>Lets the checker of the onnx package look at models; the output has one line for each, with its inputs and outputs.</summary>
    public static string Check(string folder, params string[] models)
    {
        (int code, string output) = Start(File.Exists(SystemPython) ? SystemPython : "python3", folder, ["-c", Checker, .. models]);
        return code is 0 or < 0 ? output : throw new InvalidOperationException($"The checker refused a model: {output}");
    }

    private static (int Code, string Output) Start(string program, string folder, params string[] arguments)
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

namespace ReinFlow.Tests.Export;

/// <summary>Other implementations of ONNX, where they are installed.</summary>
internal static class OnnxRuntime
{
    private const string Package = "onnxruntime-web@1.30.0";
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
        (int code, string output) installed = OtherPrograms.Start("npm", folder, "install", Package, "--ignore-scripts", "--no-audit", "--no-fund");
        if (installed.code != 0)
        {
            return OtherPrograms.Missing;
        }

        (int code, string output) = OtherPrograms.Start("node", folder, Path.Combine(TestContext.CurrentContext.TestDirectory, "Export", "onnxruntime.mjs"), folder);
        return code == 0 ? output : throw new InvalidOperationException($"ONNX Runtime failed: {output}");
    }

    /// <summary>Lets the checker of the onnx package look at models; the output has one line for each, with its inputs and outputs.</summary>
    public static string Check(string folder, params string[] models) => OtherPrograms.Python(folder, Checker, models);
}

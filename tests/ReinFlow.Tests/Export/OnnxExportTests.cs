using System.Runtime.InteropServices;
using ReinFlow.Tensors;

namespace ReinFlow.Tests.Export;

/// <summary>Exported policies act as ours do, also in programs of other people.</summary>
public sealed class OnnxExportTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reinflow-onnx-");

    private readonly CpuEngine _engine = new(new CpuEngineOptions { Threads = 1 });

    private string _runtime = string.Empty;
    private string _checker = string.Empty;

    [OneTimeSetUp]
    public void Export()
    {
        foreach (ExportCase policy in ExportCase.All)
        {
            policy.Write(_folder.FullName, _engine);
        }

        _runtime = OnnxRuntime.Run(_folder.FullName);
        _checker = OnnxRuntime.Check(_folder.FullName, [.. ExportCase.All.Select(policy => $"{policy.Name}.onnx")]);
    }

    [OneTimeTearDown]
    public void Delete()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    private static ExportCase[] Cases => ExportCase.All;

    /// <summary>Where npm cannot install ONNX Runtime, the other test of these models stands in for it.</summary>
    [TestCaseSource(nameof(Cases))]
    public void OnnxRuntimeActsAsOurSampler(object policy)
    {
        var exported = (ExportCase)policy;
        string result = Path.Combine(_folder.FullName, $"{exported.Name}.action.bin");

        Assert.That(File.Exists(result), Is.EqualTo(_runtime != OtherPrograms.Missing), "ONNX Runtime wrote a result unless it is missing");
        Assert.That(
            File.Exists(result) ? MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(result)).ToArray() : exported.Expected,
            Is.EqualTo(exported.Expected).Within(1e-5));
    }

    [TestCaseSource(nameof(Cases))]
    public void APlainReadingOfTheFileActsAsOurSampler(object policy)
    {
        var exported = (ExportCase)policy;

        float[] actions = OnnxInterpreter.Run(Path.Combine(_folder.FullName, $"{exported.Name}.onnx"), exported.Inputs);

        Assert.That(actions, Is.EqualTo(exported.Expected).Within(1e-5));
    }

    [Test]
    public void TheCheckerOfOnnxFindsNothingWrong() => Assert.That(
        _checker.Split('\n'), _checker == OtherPrograms.Missing ? Has.Length.EqualTo(1) : Is.EqualTo(ExportCase.All.Select(policy => policy.Signature)));
}

using System.Diagnostics;

namespace ReinFlow.Formats.Tests;

public sealed class PyTorchWriterTests
{
    /// <summary>The interpreter that distributions install PyTorch for; another one may come first on the path.</summary>
    private const string SystemPython = "/usr/bin/python3";

    private TemporaryFolder _folder = null!;

    private string FilePath => _folder["checkpoint.pt"];

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void WhatIsWrittenIsReadBack()
    {
        PyTorchWriter.Save(FilePath, Sample());

        var checkpoint = PyTorchCheckpoint.Load(FilePath);

        IReadOnlyDictionary<string, TensorData> model = checkpoint.StateDict("model");
        Assert.That(model.Keys, Is.EqualTo(new[] { "network.weight", "network.empty", "network.scalar" }));
        Assert.That(model["network.weight"].Shape, Is.EqualTo(new[] { 2, 3 }));
        Assert.That(model["network.weight"].ToSingles(), Is.EqualTo(new[] { 1f, -2f, 3.5f, float.MinValue, float.Epsilon, 0f }));
        Assert.That(model["network.empty"].Shape, Is.EqualTo(new[] { 0, 3 }));
        Assert.That(model["network.scalar"].ToInt64s(), Is.EqualTo(new[] { long.MinValue }));
        Assert.That(checkpoint.Leaves().Select(leaf => leaf.Value).Where(value => value is not TensorData), Is.EqualTo(new object?[]
        {
            12L, -1L, 70_000L, 1L << 40, 1e-5, "日本", true, false, null, 0.9, 0.999, 0L, 1L,
        }));
    }

    [TestCaseSource(nameof(Tensors))]
    public void ElementTypesKeepTheirBytes(TensorData tensor)
    {
        PyTorchWriter.Save(FilePath, new Dictionary<object, object?> { ["model"] = new Dictionary<string, TensorData> { ["x"] = tensor } });

        TensorData read = PyTorchCheckpoint.Load(FilePath).StateDict("model")["x"];
        Assert.That(read.DataType, Is.EqualTo(tensor.DataType));
        Assert.That(read.ToRawBytes(), Is.EqualTo(tensor.ToRawBytes()));
    }

    [Test]
    public void TheSameDataGiveTheSameBytes()
    {
        PyTorchWriter.Save(FilePath, Sample());
        PyTorchWriter.Save(_folder["again.pt"], Sample());

        Assert.That(File.ReadAllBytes(_folder["again.pt"]), Is.EqualTo(File.ReadAllBytes(FilePath)));
    }

    [Test]
    public void WhatACheckpointCannotHoldIsRefusedByItsPlaceAndNothingIsLeft()
    {
        var endless = new Dictionary<object, object?>();
        endless["self"] = endless;

        Assert.That(
            () => PyTorchWriter.Save(FilePath, new Dictionary<object, object?> { ["x"] = DateTime.MinValue }),
            Throws.ArgumentException.With.Message.Contains("'x'").And.Message.Contains("DateTime"));
        Assert.That(
            () => PyTorchWriter.Save(FilePath, new Dictionary<object, object?> { [1.5] = 1 }),
            Throws.ArgumentException.With.Message.Contains("Double"));
        Assert.That(
            () => PyTorchWriter.Save(FilePath, new Dictionary<object, object?> { ["x"] = new Dictionary<int, int>() }),
            Throws.ArgumentException.With.Message.Contains("Dictionary"));
        Assert.That(() => PyTorchWriter.Save(FilePath, endless), Throws.ArgumentException.With.Message.Contains("100 deep"));
        Assert.That(_folder.Files, Is.Empty);
    }

    /// <summary>The recorded file is one that PyTorch 1.13 opened, as the next test does where it is installed.</summary>
    [Test]
    public void TheBytesAreThoseThatPyTorchOpened()
    {
        PyTorchWriter.Save(FilePath, Sample());

        Assert.That(File.ReadAllBytes(FilePath), Is.EqualTo(File.ReadAllBytes(TemporaryFolder.Golden("pytorch_writer.pt"))));
    }

    /// <summary>Where PyTorch is not installed, our own reader, which is checked against PyTorch's files, stands in for it.</summary>
    [Test]
    public void PyTorchLoadsTheFile()
    {
        PyTorchWriter.Save(FilePath, Sample());
        PyTorchWriter.Save(_folder["tensors.pt"], new Dictionary<object, object?> { ["model"] = Sample()["model"] });
        string[] expected =
        [
            "torch.Size([2, 3]) torch.float32 [[1.0, -2.0, 3.5], [-3.4028234663852886e+38, 1.401298464324817e-45, 0.0]]",
            "torch.Size([0, 3]) torch.float32 []",
            "torch.Size([]) torch.int64 -9223372036854775808",
            "12 [-1, 70000, 1099511627776] 1e-05 日本 [True, False, None]",
            "[0.9, 0.999] 0 1",
        ];

        (int code, string output) = RunPython(
            $"""
            import sys, torch
            c = torch.load({Quote(FilePath)})
            for t in c['model'].values(): print(t.shape, t.dtype, t.tolist())
            print(c['itr'], c['numbers'], c['lr'], c['name'], c['flags'])
            print(c['optimizer']['betas'], *c['optimizer']['state'].values())
            c = torch.load({Quote(_folder["tensors.pt"])}, weights_only=True)
            torch.nn.Linear(3, 2, bias=False).load_state_dict(dict(weight=c['model']['network.weight']))
            """);

        Assert.That(output.TrimEnd().Split('\n'), code == 0 ? Is.EqualTo(expected) : Is.EqualTo(["no PyTorch here"]));
        Assert.That(PyTorchCheckpoint.Load(FilePath).StateDict("model"), Has.Count.EqualTo(3));
    }

    private static IEnumerable<TestCaseData> Tensors()
    {
        yield return Named(TensorData.From([2, 1], [1.5f, float.NaN]));
        yield return Named(TensorData.From([2], [Math.PI, double.NegativeInfinity]));
        yield return Named(TensorData.From([2], [long.MinValue, long.MaxValue]));
        yield return Named(TensorData.From([2], [int.MinValue, int.MaxValue]));
        yield return Named(TensorData.From([2], [byte.MinValue, byte.MaxValue]));
        yield return Named(TensorData.From([2], [false, true]));

        static TestCaseData Named(TensorData tensor) => new TestCaseData(tensor).SetArgDisplayNames(tensor.DataType.ToString());
    }

    private static Dictionary<object, object?> Sample() => new()
    {
        ["itr"] = 12,
        ["model"] = new Dictionary<string, TensorData>
        {
            ["network.weight"] = TensorData.From([2, 3], [1f, -2f, 3.5f, float.MinValue, float.Epsilon, 0f]),
            ["network.empty"] = TensorData.From([0, 3], Array.Empty<float>()),
            ["network.scalar"] = TensorData.From([], [long.MinValue]),
        },
        ["numbers"] = new object[] { -1, 70_000L, 1L << 40 },
        ["lr"] = 1e-5,
        ["name"] = "日本",
        ["flags"] = new object?[] { true, false, null },
        ["optimizer"] = new Dictionary<string, object?>
        {
            ["betas"] = new[] { 0.9, 0.999 },
            ["state"] = new Dictionary<object, object?> { [0] = 0, [1L] = 1 },
        },
    };

    private static string Quote(string path) => $"r'{path}'";

    private static (int Code, string Output) RunPython(string program)
    {
        string guarded = $"""
            import sys
            try:
                import torch
            except ImportError:
                print('no PyTorch here'); sys.exit(3)
            {program}
            """;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(File.Exists(SystemPython) ? SystemPython : "python3", ["-c", guarded])
            {
                RedirectStandardOutput = true,
                StandardOutputEncoding = System.Text.Encoding.UTF8,
                Environment = { ["PYTHONIOENCODING"] = "utf-8" },
            })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (3, "no PyTorch here");
        }
    }
}

using System.Runtime.InteropServices;
using System.Text.Json;

namespace ReinFlow.Formats.Tests;

public sealed class PyTorchCheckpointTests
{
    private static readonly byte[] SixNumbers = MemoryMarshal.AsBytes<float>([0f, 1f, 2f, 3f, 4f, 5f]).ToArray();

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("02a_shortcut_pretrained_add")]
    [TestCase("03e_update_loop")]
    [TestCase("08b_dppo_ddim")]
    [TestCase("12c_gmm")]
    public void OfficialCheckpointsHaveTheValuesThatPythonReads(string name)
    {
        PyTorchCheckpoint checkpoint = LoadGolden(name);
        using var document = JsonDocument.Parse(File.ReadAllBytes(TemporaryFolder.Golden("checkpoints", $"{name}.json")));
        var expected = document.RootElement.GetProperty("tensors").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value);
        var actual = checkpoint.Flatten().ToDictionary();
        Assert.That(actual.Keys, Is.EquivalentTo(expected.Keys));
        Assert.Multiple(() =>
        {
            foreach ((string path, TensorData tensor) in actual)
            {
                AssertSame(path, tensor, expected[path]);
            }
        });
    }

    [TestCase("03e_update_loop")]
    [TestCase("12c_gmm")]
    public void OfficialCheckpointsHaveThePlainValuesThatPythonReads(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(TemporaryFolder.Golden("checkpoints", $"{name}.json")));
        Dictionary<string, object?> actual = LoadGolden(name).Leaves().Where(leaf => leaf.Value is not TensorData).ToDictionary();
        JsonElement values = document.RootElement.GetProperty("values");
        Assert.Multiple(() =>
        {
            Assert.That(actual, Has.Count.EqualTo(values.EnumerateObject().Count()));
            foreach (JsonProperty value in values.EnumerateObject())
            {
                object? expected = value.Value.ValueKind switch
                {
                    JsonValueKind.Number => value.Value.GetDouble(),
                    JsonValueKind.Null => null,
                    _ => value.Value.GetBoolean(),
                };
                Assert.That(actual[value.Name], Is.EqualTo(expected), value.Name);
            }
        });
    }

    [Test]
    public void StateDictsAreFoundByTheirKeys()
    {
        PyTorchCheckpoint checkpoint = LoadGolden("03e_update_loop");
        IReadOnlyDictionary<string, TensorData> policy = checkpoint.StateDict("policy");
        IReadOnlyDictionary<string, TensorData> model = checkpoint.StateDict("model");
        Assert.Multiple(() =>
        {
            Assert.That(policy.Keys, Has.All.StartsWith("network."));
            foreach ((string name, TensorData tensor) in policy)
            {
                Assert.That(model[$"actor_ft.policy.{name["network.".Length..]}"].ToSingles(), Is.EqualTo(tensor.ToSingles()));
            }

            Assert.That(checkpoint.Root["itr"], Is.EqualTo(1L));
            Assert.That(checkpoint.HasStateDict("ema"), Is.False);
            Assert.That(() => checkpoint.StateDict("ema"), Throws.TypeOf<FileFormatException>().With.Message.Contains("no tensors under 'ema'"));
            Assert.That(() => checkpoint.StateDict("itr"), Throws.TypeOf<FileFormatException>());
        });
    }

    [Test]
    public void AnInfiniteNoiseFactorSurvives()
    {
        float[] logit = LoadGolden("08b_dppo_ddim").StateDict("model").First(entry => entry.Key.EndsWith("eta_logit", StringComparison.Ordinal)).Value.ToSingles();
        Assert.That(logit, Has.All.EqualTo(float.PositiveInfinity));
    }

    [Test]
    public void ViewsOfOneStorageAreMaterialised()
    {
        // storage 0…5 as [2, 3], its transpose, and its second row.
        byte[] storage = TorchArchive.Storage("FloatStorage", "0", 6);
        Assert.Multiple(() =>
        {
            Assert.That(LoadTensor(TorchArchive.Tensor(storage, 0, [2, 3], [3, 1])).ToSingles(), Is.EqualTo(new[] { 0f, 1f, 2f, 3f, 4f, 5f }));
            Assert.That(LoadTensor(TorchArchive.Tensor(storage, 0, [3, 2], [1, 3])).ToSingles(), Is.EqualTo(new[] { 0f, 3f, 1f, 4f, 2f, 5f }));
            Assert.That(LoadTensor(TorchArchive.Tensor(storage, 3, [3], [1])).ToSingles(), Is.EqualTo(new[] { 3f, 4f, 5f }));
            Assert.That(LoadTensor(TorchArchive.Tensor(storage, 1, [2, 2], [3, 0])).ToSingles(), Is.EqualTo(new[] { 1f, 1f, 4f, 4f }));
            Assert.That(LoadTensor(TorchArchive.Tensor(storage, 5, [], [])).ToSingles(), Is.EqualTo(new[] { 5f }));
            Assert.That(LoadTensor(TorchArchive.Tensor(storage, 0, [0, 3], [3, 1])).ToSingles(), Is.Empty);
        });
    }

    [TestCase("DoubleStorage", 3, TensorDataType.Float64)]
    [TestCase("LongStorage", 3, TensorDataType.Int64)]
    [TestCase("IntStorage", 6, TensorDataType.Int32)]
    [TestCase("HalfStorage", 12, TensorDataType.Float16)]
    [TestCase("BFloat16Storage", 12, TensorDataType.BFloat16)]
    [TestCase("ByteStorage", 24, TensorDataType.UInt8)]
    [TestCase("BoolStorage", 24, TensorDataType.Bool)]
    public void EveryStorageTypeIsKnown(string type, int count, TensorDataType expected)
    {
        TensorData tensor = LoadTensor(TorchArchive.Tensor(TorchArchive.Storage(type, "0", count), 0, [count], [1]));
        Assert.Multiple(() =>
        {
            Assert.That(tensor.DataType, Is.EqualTo(expected));
            Assert.That(tensor.ToRawBytes(), Is.EqualTo(SixNumbers));
        });
    }

    [Test]
    public void ParametersSizesDevicesAndNumPyNumbersArePlainValues()
    {
        byte[] tensor = TorchArchive.Tensor(TorchArchive.Storage("FloatStorage", "0", 6), 0, [6], [1]);
        byte[] parameter = TorchArchive.Call(TorchArchive.Global("torch._utils", "_rebuild_parameter"), tensor, [0x88], [(byte)'N']);
        byte[] size = TorchArchive.Call(TorchArchive.Global("torch", "Size"), TorchArchive.Tuple(TorchArchive.Integer(4), TorchArchive.Integer(3)));
        byte[] device = TorchArchive.Call(TorchArchive.Global("torch", "device"), TorchArchive.Text("cuda"), TorchArchive.Integer(1));
        byte[] type =
        [
            .. TorchArchive.Call(TorchArchive.Global("numpy", "dtype"), TorchArchive.Text("f8"), [0x89], [0x88]),
            .. TorchArchive.Tuple(TorchArchive.Integer(3), TorchArchive.Text("<"), [(byte)'N']), (byte)'b',
        ];
        string bytes = new([.. BitConverter.GetBytes(-0.75).Select(value => (char)value)]);
        byte[] number = TorchArchive.Call(
            TorchArchive.Global("numpy.core.multiarray", "scalar"),
            type,
            TorchArchive.Call(TorchArchive.Global("_codecs", "encode"), TorchArchive.Text(bytes), TorchArchive.Text("latin1")));
        Assert.Multiple(() =>
        {
            Assert.That(LoadTensor(parameter).ToSingles(), Has.Length.EqualTo(6));
            Assert.That(Load(size).Root["x"], Is.EqualTo(new object[] { 4L, 3L }));
            Assert.That(Load(device).Root["x"], Is.EqualTo("cuda:1"));
            Assert.That(Load(number).Root["x"], Is.EqualTo(-0.75));
        });
    }

    private static PyTorchCheckpoint LoadGolden(string name) => PyTorchCheckpoint.Load(TemporaryFolder.Golden("checkpoints", $"{name}.pt"));

    private static void AssertSame(string path, TensorData tensor, JsonElement expected)
    {
        float[] values = tensor.ToSingles();
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double value = float.IsFinite(values[i]) ? values[i] : 0;
            sum += value;
            weighted += (i + 1) * value;
        }

        Assert.That(tensor.Shape, Is.EqualTo(expected.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())), path);
        Assert.That(values.Count(float.IsFinite), Is.EqualTo(expected.GetProperty("finite").GetInt32()), path);
        Assert.That(sum, Is.EqualTo(expected.GetProperty("sum").GetDouble()).Within(1e-9), path);
        Assert.That(weighted, Is.EqualTo(expected.GetProperty("weighted").GetDouble()).Within(1e-6), path);
    }

    private TensorData LoadTensor(byte[] value) => (TensorData)Load(value).Root["x"]!;

    private PyTorchCheckpoint Load(byte[] value)
    {
        File.Delete(_folder["x.pt"]);
        TorchArchive.Save(_folder["x.pt"], TorchArchive.Dictionary(value), ("data/0", SixNumbers), ("byteorder", [.. "little"u8]));
        return PyTorchCheckpoint.Load(_folder["x.pt"]);
    }
}

namespace ReinFlow.Formats.Tests;

/// <summary>What a model refuses; that other programs read models is tested with the policies that are exported.</summary>
public sealed class OnnxModelTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void TheSameModelGivesTheSameBytesAndWhatNoOutputNeedsIsLeftOut()
    {
        Doubling(isBurdened: false).Save(_folder["plain.onnx"]);
        Doubling(isBurdened: true).Save(_folder["burdened.onnx"]);

        Assert.That(File.ReadAllBytes(_folder["burdened.onnx"]), Is.EqualTo(File.ReadAllBytes(_folder["plain.onnx"])));
    }

    [Test]
    public void NamesAreUniqueAndKnownBeforeTheyAreUsed()
    {
        OnnxModel model = Doubling(isBurdened: false);

        Assert.That(() => model.AddNode(new OnnxNode("Relu", ["nothing"], "z")), Throws.ArgumentException.With.Message.Contains("'nothing'"));
        Assert.That(() => model.AddNode(new OnnxNode("Relu", ["x"], "y")), Throws.ArgumentException.With.Message.Contains("'y' is taken"));
        Assert.That(() => model.AddOutput(new OnnxValue("nothing", [], string.Empty)), Throws.ArgumentException.With.Message.Contains("'nothing'"));
        Assert.That(() => model.AddConstant("truth", TensorData.From([1], [true])), Throws.ArgumentException.With.Message.Contains("Bool"));
    }

    [Test]
    public void AModelWithoutOutputIsNotWritten()
    {
        Assert.That(() => new OnnxModel("empty").Save(_folder["empty.onnx"]), Throws.InvalidOperationException.With.Message.Contains("no output"));
        Assert.That(_folder.Files, Is.Empty);
    }

    private static OnnxModel Doubling(bool isBurdened)
    {
        var model = new OnnxModel("doubling");
        model.AddInput(new OnnxValue("x", ["batch", "3"], "Numbers."));
        if (isBurdened)
        {
            model.AddConstant("unused", TensorData.From([2], [1f, 2f]));
            model.AddNode(new OnnxNode("Concat", ["x", "unused"], "nobody reads", OnnxSetting.Of("axis", 0)));
        }

        model.AddNode(new OnnxNode("Add", ["x", "x"], "y"));
        model.AddOutput(new OnnxValue("y", ["batch", "3"], "Twice the numbers."));
        return model;
    }
}

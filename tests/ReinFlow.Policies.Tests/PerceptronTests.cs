using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class PerceptronTests : EngineTests
{
    [Test]
    public void APlainPerceptronHasTheNamesOfTheOfficialOne()
    {
        var network = Perceptron.Create(3, 2, new PerceptronOptions { HiddenLayers = [4, 5], Residual = false, LayerNorm = true });

        Assert.That(Shapes(network), Is.EqualTo((string[])
        [
            "moduleList.0.linear_1.weight [4, 3]", "moduleList.0.linear_1.bias [4]",
            "moduleList.0.norm_1.weight [4]", "moduleList.0.norm_1.bias [4]",
            "moduleList.1.linear_1.weight [5, 4]", "moduleList.1.linear_1.bias [5]",
            "moduleList.1.norm_1.weight [5]", "moduleList.1.norm_1.bias [5]",
            "moduleList.2.linear_1.weight [2, 5]", "moduleList.2.linear_1.bias [2]",
        ]));
    }

    [Test]
    public void AResidualPerceptronHasTheNamesOfTheOfficialOne()
    {
        var network = Perceptron.Create(3, 2, new PerceptronOptions { HiddenLayers = [4, 4, 4], LayerNorm = true, FinalLayerNorm = true });

        Assert.That(Shapes(network), Is.EqualTo((string[])
        [
            "layers.0.weight [4, 3]", "layers.0.bias [4]",
            "layers.1.l1.weight [4, 4]", "layers.1.l1.bias [4]", "layers.1.l2.weight [4, 4]", "layers.1.l2.bias [4]",
            "layers.1.norm1.weight [4]", "layers.1.norm1.bias [4]", "layers.1.norm2.weight [4]", "layers.1.norm2.bias [4]",
            "layers.2.weight [2, 4]", "layers.2.bias [2]", "layers.3.weight [2]", "layers.3.bias [2]",
        ]));
    }

    [Test]
    public void AHiddenLayerIsMappedThenNormalisedThenActivated()
    {
        var network = Perceptron.Create(2, 1, new PerceptronOptions
        {
            HiddenLayers = [2],
            Residual = false,
            LayerNorm = true,
            Activation = ActivationKind.ReLU,
            InitialOutputBias = 0.25f,
        });
        ParameterStore store = Store(network);
        Set(store, "moduleList.0.linear_1.weight", 1, 0, 0, 3);
        Set(store, "moduleList.0.linear_1.bias", 0, 0);
        Set(store, "moduleList.1.linear_1.weight", 2, 5);

        float output = network.Forward(Engine.FromValues([4, 2], [1, 2])).ToSingle();

        // The hidden layer is (4, 6): normalised (−1, 1), activated (0, 1).
        Assert.That(output, Is.EqualTo(5.25f).Within(1e-4f));
    }

    [Test]
    public void AResidualBlockAddsToItsInput()
    {
        var network = Perceptron.Create(1, 1, new PerceptronOptions { HiddenLayers = [1, 1, 1], Activation = ActivationKind.ReLU });
        ParameterStore store = Store(network);
        (string, float)[] weights = [("layers.0", 2), ("layers.1.l1", 3), ("layers.1.l2", 5), ("layers.2", 7)];
        foreach ((string name, float value) in weights)
        {
            Set(store, $"{name}.weight", value);
            Set(store, $"{name}.bias", 1);
        }

        float positive = network.Forward(Engine.FromValues([1], [1, 1])).ToSingle();
        float negative = network.Forward(Engine.FromValues([-2], [1, 1])).ToSingle();

        // y = 2x + 1; y + 5·relu(3·relu(y) + 1) + 1; 7·(…) + 1. No activation precedes the skip path.
        Assert.That(positive, Is.EqualTo((7 * (3 + (5 * 10) + 1)) + 1));
        Assert.That(negative, Is.EqualTo((7 * (-3 + (5 * 1) + 1)) + 1));
    }

    [TestCase(2)]
    [TestCase(0)]
    public void AnEvenNumberOfResidualLayersIsRefused(int count)
    {
        var options = new PerceptronOptions { HiddenLayers = [.. Enumerable.Repeat(8, count)] };

        Assert.That(
            () => Perceptron.Create(3, 2, options),
            Throws.ArgumentException.With.Message.Contains(
                $"HiddenLayers ({string.Join(", ", options.HiddenLayers)}) must have an odd number of entries"));
    }

    [Test]
    public void ALayerWithoutUnitsIsRefused() =>
        Assert.That(
            () => Perceptron.Create(3, 2, new PerceptronOptions { HiddenLayers = [8, 0, 8] }),
            Throws.ArgumentException.With.Message.Contains("HiddenLayers has a layer of width 0, which must lie between 1 and 65536."));

    [TestCase(3)]
    [TestCase(7)]
    public void AnOddStepEmbeddingIsRefused(int dimension) =>
        Assert.That(() => new SinusoidalStepEmbedding(dimension), Throws.InstanceOf<ArgumentException>());

    private string[] Shapes(Module module) => [.. Store(module).Entries.Select(entry => $"{entry.Name} {entry.Shape}")];

    private static void Set(ParameterStore store, string name, params float[] values) => store.Import(
        store.Values,
        other => other == name
            ? new NamedValues(name, store.Entries.Single(entry => entry.Name == name).Shape, values)
            : store.Export(store.Values).Single(parameter => parameter.Name == other));

    [TestCase(11, 134_913)]
    public void TheCriticOfHopperHasTheOfficialNumberOfParameters(int observation, int expected) => Assert.That(
        new StateValueFunction(observation, new PerceptronOptions()).Network.NamedParameters().Sum(item => item.Parameter.Shape.ElementCount),
        Is.EqualTo(expected));
}

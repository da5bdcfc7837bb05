using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class OneStepPolicyTests : EngineTests
{
    private const int ObservationSize = SmallPolicies.ObservationSize;

    [Test]
    public void TheNamesAreThoseOfTheOfficialActor()
    {
        OneStepPolicy policy = Create();
        Assert.That(
            policy.Network.NamedParameters().Select(item => $"{item.Name} {item.Parameter.Shape}"),
            Is.EqualTo((string[])
            [
                "net.0.weight [8, 12]", "net.0.bias [8]", "net.2.weight [5, 8]", "net.2.bias [5]", "net.4.weight [6, 5]", "net.4.bias [6]",
            ]));
    }

    [Test]
    public void SamplesAreTheMapWithinTheBounds()
    {
        OneStepPolicy policy = Create();
        using ParameterStore store = Store(policy.Network);
        SmallPolicies.Scale(store, 4f);
        var random = new RandomSource(3);
        var observation = new Observation(Gaussian(random, [20, 1, ObservationSize]));
        Tensor noise = Gaussian(random, [20, 1, 2, 3]);
        float[] map = policy.Map(observation, noise.Reshape([20, 6])).ToArray();
        Tensor sample = policy.Sample(observation, noise);
        Assert.Multiple(() =>
        {
            Assert.That(map.Max(Math.Abs), Is.GreaterThan(1f), "otherwise the bounds are not tested");
            Assert.That(sample.ToArray(), Is.EqualTo(map.Select(value => Math.Clamp(value, -1f, 1f))));
            Assert.That(sample.Shape, Is.EqualTo(TensorShape.Create([20, 2, 3])));
        });
    }

    [Test]
    public void TheDefaultsAreThoseOfTheAuthorsAndOfThePort()
    {
        var authors = new OneStepFlowOptions();
        OneStepFlowOptions port = OneStepFlowOptions.OfPort();
        Assert.Multiple(() =>
        {
            Assert.That((authors.Horizon, authors.ExecutedSteps, authors.Teacher.DenoisingSteps, authors.Teacher.ClipEveryStep), Is.EqualTo((1, 1, 10, false)));
            Assert.That(authors.Flow.Head.HiddenLayers, Is.EqualTo(new[] { 512, 512, 512, 512 }));
            Assert.That((port.Horizon, port.ExecutedSteps, port.Teacher.DenoisingSteps, port.Teacher.ClipEveryStep), Is.EqualTo((4, 4, 4, false)));
            Assert.That(Count(OneStep(authors).Flow.Network), Is.EqualTo(512 * (15 + 512 + 512 + 512 + 3 + 4) + 3), "11 + 3 + 1 inputs");
            Assert.That(Count(OneStep(port).Flow.Network), Is.EqualTo(553_020), "as the official flow of Hopper");
            Assert.That(Count(OneStep(port).Policy.Network), Is.EqualTo(281_100), "as the official one-step actor of Hopper");
            Assert.That(Count(new CriticEnsemble(11, 12, CriticEnsembleOptions.OfPort()).Network), Is.EqualTo(146_434), "as the official critics of Hopper");
        });

        static OneStepFlow OneStep(OneStepFlowOptions options) => new(11, 3, options);

        static long Count(Module network) => network.NamedParameters().Sum(item => (long)item.Parameter.Shape.ElementCount);
    }

    [Test]
    public void ChunksMustBeExecutedAsAWhole() => Assert.That(
        () => new OneStepFlow(11, 3, new OneStepFlowOptions { Horizon = 4, ExecutedSteps = 2 }),
        Throws.ArgumentException.With.Message.Contains("ExecutedSteps (2) must equal Horizon (4)"));

    private static OneStepPolicy Create() =>
        new(SmallPolicies.Chunk, ObservationSize, new OneStepNetworkOptions { HiddenLayers = [8, 5], Activation = ActivationKind.GELU });
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

public sealed class CriticEnsembleTests : EngineTests
{
    private const int Batch = 7;

    [Test]
    public void TheNamesAreThoseOfTheOfficialCritic()
    {
        var critic = new CriticEnsemble(3, 2, Options(LayerNormPlacement.BeforeActivation, members: 2));
        string[] names = [.. critic.Network.NamedParameters().Select(item => $"{item.Name} {item.Parameter.Shape}")];
        Assert.Multiple(() =>
        {
            Assert.That(names, Has.Length.EqualTo(2 * 10));
            Assert.That(names[..4], Is.EqualTo((string[])
            [
                "Q1.moduleList.0.linear_1.weight [8, 5]", "Q1.moduleList.0.linear_1.bias [8]",
                "Q1.moduleList.0.norm_1.weight [8]", "Q1.moduleList.0.norm_1.bias [8]",
            ]));
            Assert.That(names[^2..], Is.EqualTo((string[])["Q2.moduleList.2.linear_1.weight [1, 6]", "Q2.moduleList.2.linear_1.bias [1]"]));
        });
    }

    [Test]
    public void MembersAreTheirOwnLayersOneByOne([Values] LayerNormPlacement placement, [Values(1, 2, 5)] int members)
    {
        CriticEnsemble critic = Create(placement, members, out ParameterStore store);
        (Observation observation, Tensor actions) = Draw();
        Tensor values = critic.Values(observation, actions);
        Assert.That(values.Shape, Is.EqualTo(TensorShape.Create([members, Batch])));
        for (int e = 0; e < members; e++)
        {
            Assert.That(values.Slice(0, e, 1).ToArray(), Is.EqualTo(OneByOne(store, placement, e, observation, actions)).Within(1e-6f), $"member {e}");
        }
    }

    [Test]
    public void SomeMembersMayBeAsked()
    {
        CriticEnsemble critic = Create(LayerNormPlacement.AfterActivation, 4, out _);
        (Observation observation, Tensor actions) = Draw();
        float[][] all = [.. Enumerable.Range(0, 4).Select(e => critic.Values(observation, actions).Slice(0, e, 1).ToArray())];
        Assert.Multiple(() =>
        {
            Assert.That(critic.Values(observation, actions, [2]).ToArray(), Is.EqualTo(all[2]));
            Assert.That(critic.Values(observation, actions, [3, 1]).ToArray(), Is.EqualTo(all[3].Concat(all[1])));
        });
    }

    [Test]
    public void MembersStartDifferentlyWithinTheBoundsOfTheirInitialization([Values] LayerInitialization initialization)
    {
        var critic = new CriticEnsemble(3, 2, Options(LayerNormPlacement.None, 2) with { Initialization = initialization });
        using ParameterStore store = Store(critic.Network);
        Dictionary<string, float[]> values = store.Export(store.Values).ToDictionary(item => item.Name, item => item.Values);
        double bound = initialization == LayerInitialization.GlorotUniform ? Math.Sqrt(6.0 / 13) : 1 / Math.Sqrt(5);
        float[] first = values["Q1.moduleList.0.linear_1.weight"];
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.Not.EqualTo(values["Q2.moduleList.0.linear_1.weight"]));
            Assert.That(first, Has.All.InRange(-(float)bound, (float)bound));
            Assert.That(first.Max(Math.Abs), Is.GreaterThan(0.8 * bound), "40 uniform numbers come near the bound");
            Assert.That(
                values["Q1.moduleList.0.linear_1.bias"].All(value => value == 0f), Is.EqualTo(initialization == LayerInitialization.GlorotUniform));
        });
    }

    [Test]
    public void ATwinHasTheSameParametersAndNoneOfTheMemory()
    {
        CriticEnsemble critic = Create(LayerNormPlacement.AfterActivation, 3, out ParameterStore store);
        IActionValueFunction twin = critic.CreateTwin();
        store.Share(twin.Network);
        (Observation observation, Tensor actions) = Draw();
        Assert.That(twin.Values(observation, actions).ToArray(), Is.EqualTo(critic.Values(observation, actions).ToArray()));
    }

    [Test]
    public void ActionsOfAnotherSizeAreRefused()
    {
        CriticEnsemble critic = Create(LayerNormPlacement.None, 2, out _);
        (Observation observation, _) = Draw();
        Assert.That(() => critic.Values(observation, Engine.Zeros([Batch, 3])), Throws.ArgumentException.With.Message.Contains("[*, 2]"));
    }

    private static CriticEnsembleOptions Options(LayerNormPlacement placement, int members) => new()
    {
        Members = members,
        HiddenLayers = [8, 6],
        LayerNorm = placement,
        LayerNormEpsilon = 1e-3,
    };

    private CriticEnsemble Create(LayerNormPlacement placement, int members, out ParameterStore store)
    {
        var critic = new CriticEnsemble(3, 2, Options(placement, members));
        store = Store(critic.Network);
        SmallPolicies.Scale(store, 1.5f);
        return critic;
    }

    private (Observation Observation, Tensor Actions) Draw()
    {
        var random = new RandomSource(5);
        return (new Observation(Gaussian(random, [Batch, 1, 3])), Gaussian(random, [Batch, 2]));
    }

    private float[] OneByOne(ParameterStore store, LayerNormPlacement placement, int member, Observation observation, Tensor actions)
    {
        Dictionary<string, NamedValues> values = store.Export(store.Values).ToDictionary(item => item.Name);
        Tensor hidden = Engine.Concatenate(1, observation.State.Reshape([Batch, 3]), actions);
        for (int layer = 0; layer < 3; layer++)
        {
            hidden = Engine.Linear(hidden, Read(layer, "linear_1.weight"), Read(layer, "linear_1.bias"), ActivationKind.Identity);
            if (layer < 2)
            {
                hidden = placement == LayerNormPlacement.BeforeActivation ? Norm(hidden, layer) : hidden;
                hidden = hidden.Activate(ActivationKind.GELUTanh);
                hidden = placement == LayerNormPlacement.AfterActivation ? Norm(hidden, layer) : hidden;
            }
        }

        return hidden.ToArray();

        Tensor Norm(Tensor tensor, int layer) => Engine.LayerNorm(tensor, Read(layer, "norm_1.weight"), Read(layer, "norm_1.bias"), 1e-3f);

        Tensor Read(int layer, string name)
        {
            NamedValues found = values[$"Q{member + 1}.moduleList.{layer}.{name}"];
            return Engine.FromValues(found.Values, found.Shape);
        }
    }
}

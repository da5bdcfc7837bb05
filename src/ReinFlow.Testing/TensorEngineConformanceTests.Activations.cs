using NUnit.Framework;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <content>Activation functions.</content>
public abstract partial class TensorEngineConformanceTests
{
    /// <summary>Gets the activation functions with their values at −1.5, 0 and 2, to eight digits.</summary>
    /// <returns>The cases.</returns>
    public static IEnumerable<TestCaseData> ActivationValues()
    {
        yield return new TestCaseData(ActivationKind.Identity, new[] { -1.5f, 0f, 2f });
        yield return new TestCaseData(ActivationKind.ReLU, new[] { 0f, 0f, 2f });
        yield return new TestCaseData(ActivationKind.ELU, new[] { -0.77686984f, 0f, 2f });
        yield return new TestCaseData(ActivationKind.GELU, new[] { -0.10021080f, 0f, 1.95449974f });
        yield return new TestCaseData(ActivationKind.Tanh, new[] { -0.90514825f, 0f, 0.96402758f });
        yield return new TestCaseData(ActivationKind.Mish, new[] { -0.29809962f, 0f, 1.94395896f });
        yield return new TestCaseData(ActivationKind.Softplus, new[] { 0.20141328f, 0.69314718f, 2.12692801f });
        yield return new TestCaseData(ActivationKind.SiLU, new[] { -0.27363879f, 0f, 1.76159416f });
        yield return new TestCaseData(ActivationKind.GELUTanh, new[] { -0.10042842f, 0f, 1.95459769f });
    }

    /// <summary>Activation functions give their defined values.</summary>
    /// <param name="kind">The function.</param>
    /// <param name="expected">Its values.</param>
    [TestCaseSource(nameof(ActivationValues))]
    public void ActivationsHaveTheirDefinedValues(ActivationKind kind, float[] expected)
    {
        using TensorScope scope = Engine.OpenScope();
        float[] actual = Engine.FromValues([-1.5f, 0f, 2f], [3]).Activate(kind).ToArray();
        Assert.That(actual, Is.EqualTo(expected).Within(2e-6f));
    }

    /// <summary>The gradient of an activation function is what differences say.</summary>
    /// <param name="kind">The function.</param>
    [Test]
    public void ActivationsDifferentiate([Values] ActivationKind kind) =>
        GradientCheck.Assert(Engine, x => x[0].Activate(kind), new RandomSource(1), AwayFromZero, [3, 7]);

    /// <summary>A linear layer with each activation differentiates with respect to input, weight and bias.</summary>
    /// <param name="kind">The activation.</param>
    [Test]
    public void LinearLayersDifferentiate([Values] ActivationKind kind) =>
        GradientCheck.Assert(
            Engine, x => Engine.Linear(x[0], x[1], x[2], kind), new RandomSource(2), AwayFromZero, [5, 3, 4], [6, 4], [6]);

    /// <summary>A linear layer that is split by its inputs differentiates with respect to all that it is made of.</summary>
    /// <param name="kind">The activation.</param>
    [Test]
    public void SplitLinearLayersDifferentiate([Values] ActivationKind kind) =>
        GradientCheck.Assert(
            Engine,
            x => Engine.Linear(
                x[0], x[3], x[4], kind, Engine.PairwiseSum(Engine.Linear(x[1], x[3], null, ActivationKind.Identity, null, 3..5), x[2]), 0..3),
            new RandomSource(19),
            AwayFromZero,
            [6, 3],
            [2, 2],
            [3, 4],
            [4, 5],
            [4]);

    /// <summary>A tensor that is input, weight and bias of linear layers gets all gradients.</summary>
    [Test]
    public void ATensorMayHaveSeveralRolesInALinearLayer() =>
        GradientCheck.Assert(
            Engine,
            x => Engine.Linear(x[0], x[0], x[1], ActivationKind.Tanh) + Engine.Linear(x[1], x[0], x[1], ActivationKind.Identity),
            new RandomSource(21),
            null,
            [3, 3],
            [3]);

    /// <summary>A residual block, whose input has two uses of which one passes its gradient on as it is, differentiates.</summary>
    [Test]
    public void ResidualBlocksDifferentiate() =>
        GradientCheck.Assert(
            Engine,
            x =>
            {
                Tensor hidden = x[0].Reshape([4, 3]) + x[2].Reshape([4, 3]);
                Tensor inner = Engine.Linear(hidden.Activate(ActivationKind.Tanh), x[1], null, ActivationKind.SiLU);
                Tensor result = Engine.Linear(inner, x[1], null, ActivationKind.Identity, hidden);
                return result + hidden + result.Activate(ActivationKind.Tanh);
            },
            new RandomSource(20),
            null,
            [2, 6],
            [3, 3],
            [6, 2]);

    /// <summary>Softplus and Mish are right far from zero, in value and gradient, where naive formulas overflow or cancel.</summary>
    /// <param name="x">The argument.</param>
    [Test]
    public void SoftplusAndMishAreRightFarFromZero([Values(-80f, -30f, -20.5f, -19.5f, 19.5f, 20.5f, 30f, 88f, 1000f, 1e30f)] float x)
    {
        // log(1 + e) = e − e²/2 + …, exact to double precision for e below 1e-8.
        double e = Math.Exp(x);
        double softplus = x < 0 ? e * (1 - (e / 2)) : x + Math.Exp(-x);
        double sigmoid = x < 0 ? e / (1 + e) : 1 / (1 + Math.Exp(-x));
        double tanh = Math.Tanh(softplus);
        (float[] softplusValue, float[] softplusGradient) = Differentiate(y => y.Activate(ActivationKind.Softplus), [x]);
        (float[] mishValue, float[] mishGradient) = Differentiate(y => y.Activate(ActivationKind.Mish), [x]);
        Assert.Multiple(() =>
        {
            Assert.That(softplusValue[0], Is.EqualTo(softplus).Within(0.001).Percent);
            Assert.That(softplusGradient[0], Is.EqualTo(sigmoid).Within(0.001).Percent);
            Assert.That(mishValue[0], Is.EqualTo(x * tanh).Within(0.001).Percent);
            Assert.That(mishGradient[0], Is.EqualTo(tanh + (x * (1 - (tanh * tanh)) * sigmoid)).Within(0.001).Percent);
        });
    }

    /// <summary>No activation function and no gradient of one ends in a number that is not finite, however large the argument.</summary>
    /// <param name="kind">The function.</param>
    [Test]
    public void ActivationsStayFinite([Values] ActivationKind kind)
    {
        float[] arguments = [-1e30f, -1000f, -100f, -88.8f, -1e-30f, 0f, 1e-30f, 88.8f, 100f, 1000f, 1e30f];
        (float[] values, float[] gradients) = Differentiate(x => x.Activate(kind), arguments);
        Assert.Multiple(() =>
        {
            Assert.That(values.Select(float.IsFinite), Has.All.True, string.Join(' ', values));
            Assert.That(gradients, Has.All.InRange(-0.2f, 1.2f));
        });
    }

    /// <summary>The gradient of ReLU at zero is zero, that of ELU there is one.</summary>
    [Test]
    public void KinksHaveTheUsualGradient()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Differentiate(x => x.Activate(ActivationKind.ReLU), [-1, 0, 1]).Gradients, Is.EqualTo(new float[] { 0, 0, 1 }));
            Assert.That(Differentiate(x => x.Activate(ActivationKind.ELU), [0]).Gradients[0], Is.EqualTo(1).Within(1e-6));
        });
    }
}

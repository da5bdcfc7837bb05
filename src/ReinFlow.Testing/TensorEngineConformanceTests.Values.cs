using NUnit.Framework;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <content>What the operators compute.</content>
public abstract partial class TensorEngineConformanceTests
{
    /// <summary>A linear layer computes x Wᵀ + b.</summary>
    [Test]
    public void LinearLayersMultiplyByTheTransposedWeight()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor input = Engine.FromValues([1, 2, 3, 4], [2, 2]);
        Tensor weight = Engine.FromValues([1, 10, 2, 20, 3, 30], [3, 2]);
        Tensor result = Engine.Linear(input, weight, Engine.FromValues([0.5f, 0, -0.5f], [3]), ActivationKind.Identity);
        TensorShape expected = [2, 3];
        Assert.Multiple(() =>
        {
            Assert.That(result.Shape, Is.EqualTo(expected));
            Assert.That(result.ToArray(), Is.EqualTo(new[] { 21.5f, 42, 62.5f, 43.5f, 86, 128.5f }));
        });
    }

    /// <summary>Repetition by entry and as a whole are told apart.</summary>
    [Test]
    public void RowsRepeatOneByOneOrAsAWhole()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor rows = Engine.FromValues([1, 2], [2, 1]);
        Assert.Multiple(() =>
        {
            Assert.That(rows.RepeatRows(2).ToArray(), Is.EqualTo(new float[] { 1, 1, 2, 2 }));
            Assert.That(rows.TileRows(2).ToArray(), Is.EqualTo(new float[] { 1, 2, 1, 2 }));
        });
    }

    /// <summary>Sines come first, then cosines; the frequencies fall from 1 to 1/10000.</summary>
    [Test]
    public void SinusoidsHaveTheirPublishedLayout()
    {
        using TensorScope scope = Engine.OpenScope();
        float[] actual = Engine.SinusoidalEmbedding(Engine.FromValues([0.25f], [1]), 16).ToArray();
        float[] expected =
        [
            0.2474039593f, 0.0670171276f, 0.01799117111f, 0.00482672558f, 0.001294868308f, 0.0003473738666f, 9.318984287e-05f, 2.5e-05f,
        ];
        Assert.Multiple(() =>
        {
            Assert.That(actual[..8], Is.EqualTo(expected).Within(1e-7f));
            Assert.That(actual[8], Is.EqualTo(0.9689124217f).Within(1e-6f));
            Assert.That(actual[9], Is.EqualTo(0.9977518252f).Within(1e-6f));
        });
    }

    /// <summary>Shapes that do not fit are refused with both of them named.</summary>
    [Test]
    public void WrongShapesAreNamed()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor left = Engine.Zeros([2, 3]);
        Tensor right = Engine.Zeros([4]);
        Assert.Multiple(() =>
        {
            Assert.That(() => left + right, Throws.ArgumentException.With.Message.Contains("[2, 3]").And.Message.Contains("[4]"));
            Assert.That(() => left.Reshape([5]), Throws.ArgumentException.With.Message.Contains("[2, 3]").And.Message.Contains("[5]"));
            Assert.That(
                () => Engine.Linear(left, Engine.Zeros([2, 2]), null, ActivationKind.Identity),
                Throws.ArgumentException.With.Message.Contains("[2, 3]"));
            Assert.That(() => Engine.FromValues([1, 2], [3]), Throws.ArgumentException);
        });
    }

    /// <summary>Binary operators give their defined values.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="expected">The results for (3, −2, 0.5, 4) and (2, −2, 4, −1).</param>
    [TestCase("+", new[] { 5f, -4f, 4.5f, 3f })]
    [TestCase("-", new[] { 1f, 0f, -3.5f, 5f })]
    [TestCase("*", new[] { 6f, 4f, 2f, -4f })]
    [TestCase("/", new[] { 1.5f, 1f, 0.125f, -4f })]
    [TestCase("min", new[] { 2f, -2f, 0.5f, -1f })]
    [TestCase("max", new[] { 3f, -2f, 4f, 4f })]
    public void BinaryOperatorsHaveTheirDefinedValues(string name, float[] expected)
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor result = Combine(name, Engine.FromValues([3, -2, 0.5f, 4], [4]), Engine.FromValues([2, -2, 4, -1], [4]));
        Assert.That(result.ToArray(), Is.EqualTo(expected));
    }

    /// <summary>Binary operators repeat axes of length one, and those that one operand lacks, as NumPy does.</summary>
    /// <param name="name">The operator.</param>
    [TestCase("+")]
    [TestCase("-")]
    [TestCase("*")]
    [TestCase("/")]
    [TestCase("min")]
    [TestCase("max")]
    public void BinaryOperatorsBroadcast(string name)
    {
        (TensorShape Left, TensorShape Right, TensorShape Result)[] cases =
        [
            ([5, 37], [37], [5, 37]), ([37], [5, 37], [5, 37]), ([5, 37], [5, 1], [5, 37]), ([5, 1], [5, 37], [5, 37]),
            ([3, 4], [], [3, 4]), ([], [3, 4], [3, 4]), ([1], [2, 3], [2, 3]), ([2, 3, 35], [3, 1], [2, 3, 35]),
            ([2, 1, 35], [3, 1], [2, 3, 35]), ([4, 1], [1, 33], [4, 33]), ([2, 1, 3, 1], [5, 1, 4], [2, 5, 3, 4]),
        ];
        using TensorScope scope = Engine.OpenScope();
        foreach ((TensorShape leftShape, TensorShape rightShape, TensorShape shape) in cases)
        {
            Tensor left = Gaussian(leftShape, 31);
            Tensor right = Gaussian(rightShape, 32);
            Tensor result = Combine(name, left, right);
            float[] leftValues = left.ToArray();
            float[] rightValues = right.ToArray();
            double[] expected = [.. Enumerable.Range(0, shape.ElementCount).Select(i =>
                Combine(name, leftValues[SourceOf(i, shape, leftShape)], rightValues[SourceOf(i, shape, rightShape)]))];
            Assert.That(result.Shape, Is.EqualTo(shape), $"{leftShape} {name} {rightShape}");
            Assert.That(result.ToArray(), Is.EqualTo(expected).Within(0.0001).Percent, $"{leftShape} {name} {rightShape}");
        }
    }

    /// <summary>Elementwise functions agree with double precision.</summary>
    [Test]
    public void ElementwiseFunctionsHaveTheirDefinedValues()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor x = Gaussian([37], 33) * 3f;
        float[] values = x.ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(x.Exp().ToArray(), Is.EqualTo(values.Select(value => Math.Exp(value))).Within(0.0001).Percent);
            Assert.That(x.Square().Log().ToArray(), Is.EqualTo(values.Select(value => Math.Log(value * value))).Within(1e-6));
            Assert.That(x.Square().ToArray(), Is.EqualTo(values.Select(value => value * value)));
            Assert.That((-x).ToArray(), Is.EqualTo(values.Select(value => -value)));
            Assert.That(Engine.Affine(x, 2f, 0.25f).ToArray(), Is.EqualTo(values.Select(value => (2f * value) + 0.25f)).Within(1e-6));
            Assert.That(x.Clamp(-0.5f, 0.75f).ToArray(), Is.EqualTo(values.Select(value => Math.Clamp(value, -0.5f, 0.75f))));
            Assert.That(() => x.Clamp(1, -1), Throws.ArgumentException.With.Message.Contains("above"));
        });
    }

    /// <summary>Exponential and logarithm keep their meaning at the ends of the float32 range.</summary>
    [Test]
    public void ExponentialAndLogarithmHoldAtTheirEnds()
    {
        using TensorScope scope = Engine.OpenScope();
        float[] exponentials = Engine.FromValues(
            [0, 88.7f, 89, float.PositiveInfinity, -87, -200, float.NegativeInfinity, float.NaN, 1e30f, -1e30f], [10]).Exp().ToArray();
        float[] logarithms = Engine.FromValues(
            [1, float.MaxValue, float.PositiveInfinity, 1.17549435e-38f, 0, -1, float.NaN, 1.0000001f], [8]).Log().ToArray();
        float infinity = float.PositiveInfinity;
        Assert.Multiple(() =>
        {
            Assert.That(exponentials[1], Is.EqualTo(Math.Exp(88.7f)).Within(0.0001).Percent);
            Assert.That(exponentials[4], Is.EqualTo(Math.Exp(-87)).Within(0.0001).Percent);
            (exponentials[1], exponentials[4]) = (0, 0);
            Assert.That(exponentials, Is.EqualTo(new[] { 1, 0, infinity, infinity, 0, 0, 0, float.NaN, infinity, 0 }));
            Assert.That(logarithms[1], Is.EqualTo(88.7228391).Within(1e-5));
            Assert.That(logarithms[3], Is.EqualTo(-87.3365448).Within(1e-5));
            Assert.That(logarithms[7], Is.EqualTo(1.1920928e-7).Within(0.001).Percent);
            (logarithms[1], logarithms[3], logarithms[7]) = (0, 0, 0);
            Assert.That(logarithms, Is.EqualTo(new[] { 0, 0, infinity, 0, -infinity, float.NaN, float.NaN, 0 }));
        });
    }

    /// <summary>A linear layer without a bias, over more than one leading axis, is a matrix product.</summary>
    [Test]
    public void LinearLayersAgreeWithDoublePrecision([Values] bool hasBias)
    {
        const int Inputs = 39;
        const int Outputs = 65;
        using TensorScope scope = Engine.OpenScope();
        Tensor input = Gaussian([3, 17, Inputs], 34);
        Tensor weight = Gaussian([Outputs, Inputs], 35);
        Tensor bias = Gaussian([Outputs], 36);
        Tensor result = Engine.Linear(input, weight, hasBias ? bias : null, ActivationKind.Identity);
        (float[] x, float[] w, float[] b) = (input.ToArray(), weight.ToArray(), bias.ToArray());
        double[] expected = new double[3 * 17 * Outputs];
        for (int i = 0; i < expected.Length; i++)
        {
            (int row, int output) = Math.DivRem(i, Outputs);
            expected[i] = Enumerable.Range(0, Inputs).Sum(k => (double)x[(row * Inputs) + k] * w[(output * Inputs) + k]);
            expected[i] += hasBias ? b[output] : 0;
        }

        TensorShape shape = [3, 17, Outputs];
        Assert.Multiple(() =>
        {
            Assert.That(result.Shape, Is.EqualTo(shape));
            Assert.That(result.ToArray(), Is.EqualTo(expected).Within(2e-5));
        });
    }

    /// <summary>A part of the inputs with the share of the others gives what all of them give.</summary>
    /// <param name="kind">The activation.</param>
    [Test]
    public void LinearLayersCanBeSplitByInputs([Values] ActivationKind kind)
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor observed = Gaussian([2, 7], 40);
        Tensor steps = Gaussian([3, 5], 41);
        Tensor chunk = Gaussian([6, 4], 42);
        Tensor weight = Gaussian([33, 16], 43);
        Tensor bias = Gaussian([33], 44);
        Tensor joined = Engine.Concatenate(1, chunk, steps.TileRows(2), observed.RepeatRows(3));
        float[] expected = Engine.Linear(joined, weight, bias, kind).ToArray();
        Tensor shares = Engine.PairwiseSum(
            Engine.Linear(observed, weight, null, ActivationKind.Identity, null, 9..16),
            Engine.Linear(steps, weight, null, ActivationKind.Identity, null, 4..9));
        Assert.That(Engine.Linear(chunk, weight, bias, kind, shares, 0..4).ToArray(), Is.EqualTo(expected).Within(1e-5f));
    }

    /// <summary>Operands that do not fit a split linear layer are refused with their shapes.</summary>
    [Test]
    public void WrongShapesOfSplitLinearLayersAreNamed()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor input = Engine.Zeros([2, 3]);
        Tensor weight = Engine.Zeros([4, 5]);
        Assert.Multiple(() =>
        {
            Assert.That(
                () => Engine.Linear(input, weight, null, ActivationKind.Identity, null, 1..3),
                Throws.ArgumentException.With.Message.Contains("[..., 2]").And.Message.Contains("[2, 3]"));
            Assert.That(
                () => Engine.Linear(input, weight, null, ActivationKind.Identity, Engine.Zeros([2, 3]), 0..3),
                Throws.ArgumentException.With.Message.Contains("[2, 4]").And.Message.Contains("[2, 3]"));
            Assert.That(
                () => Engine.PairwiseSum(input, weight), Throws.ArgumentException.With.Message.Contains("[2, 3]").And.Message.Contains("[4, 5]"));
        });
    }

    /// <summary>Rows are brought to mean 0 and variance 1, then scaled and shifted; a constant row becomes the shift.</summary>
    [Test]
    public void LayerNormHasItsDefinedValues()
    {
        using TensorScope scope = Engine.OpenScope();
        Tensor input = Engine.FromValues([1, 2, 3, 999, 1000, 1001, 7, 7, 7], [3, 3]);
        float[] actual = Engine.LayerNorm(input, Engine.FromValues([1, 2, 3], [3]), Engine.FromValues([0, 10, 20], [3]), 1e-5f).ToArray();
        double unit = 1 / Math.Sqrt((2.0 / 3.0) + 1e-5);
        Assert.That(actual, Is.EqualTo([-unit, 10, 20 + (3 * unit), -unit, 10, 20 + (3 * unit), 0, 10, 20]).Within(1e-5));
    }
}

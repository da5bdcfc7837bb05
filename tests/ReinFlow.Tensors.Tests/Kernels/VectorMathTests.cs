using ReinFlow.Tensors.Cpu;

namespace ReinFlow.Tensors.Tests.Kernels;

[TestFixtureSource(typeof(SupportedInstructionSets))]
internal sealed unsafe class VectorMathTests(InstructionSet instructionSet)
{
    private const int Points = 200_003;
    private readonly KernelSet _kernels = KernelSet.For(instructionSet);

    private static readonly TestCaseData[] Functions =
    [
        new(UnaryOperation.Exp, (Func<double, double>)Math.Exp, -87f, 88.7f, 2.0),
        new(UnaryOperation.Exp, (Func<double, double>)Math.Exp, -1e-3f, 1e-3f, 1.0),
        new(UnaryOperation.ExpMinusOne, (Func<double, double>)Reference.ExpMinusOne, -20f, 88.7f, 2.0),
        new(UnaryOperation.ExpMinusOne, (Func<double, double>)Reference.ExpMinusOne, -1f, 1f, 2.0),
        new(UnaryOperation.Log, (Func<double, double>)Math.Log, 1.2e-38f, 1e-30f, 2.0),
        new(UnaryOperation.Log, (Func<double, double>)Math.Log, 1e-4f, 3f, 2.0),
        new(UnaryOperation.Log, (Func<double, double>)Math.Log, 0.9f, 1.1f, 2.0),
        new(UnaryOperation.Log, (Func<double, double>)Math.Log, 3f, 1e30f, 2.0),
        new(UnaryOperation.Tanh, (Func<double, double>)Math.Tanh, -12f, 12f, 4.0),
        new(UnaryOperation.Tanh, (Func<double, double>)Math.Tanh, -0.01f, 0.01f, 4.0),
        new(UnaryOperation.Sigmoid, (Func<double, double>)Reference.Sigmoid, -80f, 30f, 4.0),
        new(UnaryOperation.Erf, (Func<double, double>)Reference.Erf, -6f, 6f, 2.0),
        new(UnaryOperation.Erf, (Func<double, double>)Reference.Erf, -0.01f, 0.01f, 2.0),
        new(UnaryOperation.SquareRoot, (Func<double, double>)Math.Sqrt, 0f, 1e9f, 0.5),
        new(UnaryOperation.Reciprocal, (Func<double, double>)(x => 1 / x), 1e-3f, 1e3f, 0.5),
        new(UnaryOperation.Square, (Func<double, double>)(x => x * x), -1e3f, 1e3f, 0.5),
        new(UnaryOperation.Negate, (Func<double, double>)(x => -x), -1f, 1f, 0.0),
        new(UnaryOperation.Absolute, (Func<double, double>)Math.Abs, -1f, 1f, 0.0),
    ];

    [TestCaseSource(nameof(Functions))]
    public void ErrorsStayWithinTheirBound(object operation, Func<double, double> exact, float low, float high, double ulps)
    {
        using NativeArray x = Grid(low, high);
        using var y = new NativeArray(Points);
        _kernels.Apply((UnaryOperation)operation, x.Pointer, y.Pointer, Points);
        double worst = 0;
        float at = 0;
        for (int i = 0; i < Points; i++)
        {
            double value = exact(x[i]);
            double error = Math.Abs(y[i] - value) / UnitInTheLastPlace(value);
            if (!(error <= worst))
            {
                (worst, at) = (error, x[i]);
            }
        }

        TestContext.Out.WriteLine($"{operation} on [{low}, {high}]: {worst:F2} ulp at {at:R}");
        Assert.That(worst, Is.LessThanOrEqualTo(ulps), $"at {at:R}");
        Assert.That(y.BordersAreIntact);
    }

    [TestCase(UnaryOperation.Exp, float.NegativeInfinity, 0f)]
    [TestCase(UnaryOperation.Exp, -200f, 0f)]
    [TestCase(UnaryOperation.Exp, 89f, float.PositiveInfinity)]
    [TestCase(UnaryOperation.Exp, float.PositiveInfinity, float.PositiveInfinity)]
    [TestCase(UnaryOperation.ExpMinusOne, float.NegativeInfinity, -1f)]
    [TestCase(UnaryOperation.ExpMinusOne, float.PositiveInfinity, float.PositiveInfinity)]
    [TestCase(UnaryOperation.Log, 0f, float.NegativeInfinity)]
    [TestCase(UnaryOperation.Log, -0f, float.NegativeInfinity)]
    [TestCase(UnaryOperation.Log, -1f, float.NaN)]
    [TestCase(UnaryOperation.Log, float.NegativeInfinity, float.NaN)]
    [TestCase(UnaryOperation.Log, float.PositiveInfinity, float.PositiveInfinity)]
    [TestCase(UnaryOperation.Log, 1f, 0f)]
    [TestCase(UnaryOperation.Log, float.Epsilon, -103.278929903f)]
    [TestCase(UnaryOperation.Tanh, float.PositiveInfinity, 1f)]
    [TestCase(UnaryOperation.Tanh, float.NegativeInfinity, -1f)]
    [TestCase(UnaryOperation.Sigmoid, float.PositiveInfinity, 1f)]
    [TestCase(UnaryOperation.Sigmoid, float.NegativeInfinity, 0f)]
    [TestCase(UnaryOperation.Sigmoid, 0f, 0.5f)]
    [TestCase(UnaryOperation.Erf, float.NegativeInfinity, -1f)]
    public void LimitsAreExact(object operation, float x, float expected) =>
        Assert.That(Single((UnaryOperation)operation, x), Is.EqualTo(expected));

    [Test]
    public void NotANumberGoesThroughEveryFunction([Values] UnaryOperation operation) =>
        Assert.That(Single(operation, float.NaN), Is.NaN);

    [Test]
    public void TinyResultsOfExpUnderflowGradually([Values(-88f, -95.5f, -103f)] float x) =>
        Assert.That(Single(UnaryOperation.Exp, x), Is.EqualTo(Math.Exp(x)).Within(float.Epsilon));

    private static double UnitInTheLastPlace(double value) =>
        Math.Max(Math.ScaleB(1, Math.ILogB(Math.Max(Math.Abs(value), 1e-37)) - 23), Math.ScaleB(1, -149));

    private static NativeArray Grid(float low, float high)
    {
        var x = new NativeArray(Points);
        for (int i = 0; i < Points; i++)
        {
            x.Span[i] = (float)(low + ((double)high - low) * i / (Points - 1));
        }

        return x;
    }

    private float Single(UnaryOperation operation, float x)
    {
        float y = 0;
        _kernels.Apply(operation, &x, &y, 1);
        return y;
    }
}

using ReinFlow.Tensors.Cpu;

namespace ReinFlow.Tensors.Tests.Kernels;

[TestFixtureSource(typeof(SupportedInstructionSets))]
internal sealed unsafe class ActivationTests(InstructionSet instructionSet)
{
    private const int Points = 10_007;
    private readonly KernelSet _kernels = KernelSet.For(instructionSet);

    [Test]
    public void ValuesFollowTheFormula([Values] ActivationKind kind)
    {
        using NativeArray x = Inputs();
        using var y = new NativeArray(Points);
        _kernels.Activate(kind, x.Pointer, y.Pointer, Points);
        for (int i = 0; i < Points; i++)
        {
            double expected = Reference.Activate(kind, x[i]);
            Check.Close(y[i], expected, 3e-7 * Math.Max(Math.Abs(expected), Math.Abs(x[i]) / 4), i);
        }

        Assert.That(y.BordersAreIntact);
    }

    [Test]
    public void DerivativesFollowTheFormula([Values] ActivationKind kind, [Values] bool accumulate)
    {
        using NativeArray x = Inputs();
        using var y = new NativeArray(Points);
        using NativeArray dy = NativeArray.Random(Points, 4);
        using NativeArray start = NativeArray.Random(Points, 5);
        using NativeArray dx = start.Copy();
        _kernels.Activate(kind, x.Pointer, y.Pointer, Points);
        bool fromOutput = KernelSet.DerivativeFromOutput(kind);
        _kernels.ActivateBackward(
            kind, fromOutput ? null : x.Pointer, fromOutput ? y.Pointer : null, dy.Pointer, dx.Pointer, Points, accumulate);
        for (int i = 0; i < Points; i++)
        {
            double expected = (dy[i] * Reference.Derivative(kind, x[i])) + (accumulate ? start[i] : 0);
            Check.Close(dx[i], expected, 1e-6, i);
        }
    }

    [Test]
    public void GradientsMayOverwriteTheGradientOfTheOutput()
    {
        using NativeArray x = Inputs();
        using NativeArray dy = NativeArray.Random(Points, 4);
        using var dx = new NativeArray(Points);
        _kernels.ActivateBackward(ActivationKind.Mish, x.Pointer, null, dy.Pointer, dx.Pointer, Points, accumulate: false);
        _kernels.ActivateBackward(ActivationKind.Mish, x.Pointer, null, dy.Pointer, dy.Pointer, Points, accumulate: false);
        Assert.That(dy.Span.SequenceEqual(dx.Span));
    }

    [Test]
    public void SmallNegativeArgumentsKeepTheirDigits([Values(ActivationKind.ELU, ActivationKind.Softplus, ActivationKind.Mish)] ActivationKind kind)
    {
        float x = kind == ActivationKind.ELU ? -1e-6f : -30f;
        float y = 0;
        _kernels.Activate(kind, &x, &y, 1);
        double expected = Reference.Activate(kind, x);
        Assert.That(y, Is.EqualTo(expected).Within(5e-7 * Math.Abs(expected)));
    }

    [Test]
    public void NotANumberGoesThrough([Values] ActivationKind kind)
    {
        float x = float.NaN;
        float y = 0;
        _kernels.Activate(kind, &x, &y, 1);
        Assert.That(y, Is.NaN);
    }

    [Test]
    public void LargeArgumentsStayFinite([Values] ActivationKind kind, [Values(-3e38f, -200f, 200f, 3e38f)] float x)
    {
        float y = 0;
        float one = 1;
        float dx = 0;
        _kernels.Activate(kind, &x, &y, 1);
        _kernels.ActivateBackward(kind, &x, &y, &one, &dx, 1, accumulate: false);
        double expected = Reference.Activate(kind, x);
        Assert.That(y, Is.EqualTo(expected).Within((1e-6 * Math.Abs(expected)) + float.Epsilon));
        Assert.That(dx, Is.EqualTo(x > 0 && kind != ActivationKind.Tanh ? 1 : kind == ActivationKind.Identity ? 1 : 0).Within(1e-6));
    }

    private static NativeArray Inputs()
    {
        NativeArray x = NativeArray.Random(Points, 1, -12f, 25f);
        float[] special = [0f, 20f, 20.001f, 19.999f, -1.19f, 1e-8f, -1e-8f];
        special.CopyTo(x.Span);
        return x;
    }
}

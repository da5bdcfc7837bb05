using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

// Activation functions whose derivative needs their input, because they are not monotonic.

/// <summary>x·Φ(x), Φ the standard normal distribution function.</summary>
internal readonly struct GELUActivation<TSimd, TVector> : IActivation<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const float RootHalf = 0.707106781f;
    private const float InverseRootTwoPi = 0.398942280f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value(TVector x) => TSimd.Multiply(x, Distribution(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative(TVector argument)
    {
        TVector exponent = TSimd.Multiply(TSimd.Multiply(argument, argument), TSimd.Create(-0.5f));
        TVector density = TSimd.Multiply(VectorMath<TSimd, TVector>.Exp(exponent), TSimd.Create(InverseRootTwoPi));
        return TSimd.MultiplyAdd(argument, density, Distribution(argument));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Distribution(TVector x)
    {
        TVector half = TSimd.Create(0.5f);
        return TSimd.MultiplyAdd(VectorMath<TSimd, TVector>.Erf(TSimd.Multiply(x, TSimd.Create(RootHalf))), half, half);
    }
}

/// <summary>x·(1 + tanh u)/2 = x·sigmoid(2u), where u = √(2/π)·(x + 0.044715·x³).</summary>
/// <remarks>Outside [−20, 20] the sigmoid is 0 or 1 in floats, and so is the derivative.</remarks>
internal readonly struct GELUTanhActivation<TSimd, TVector> : IActivation<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const float TwoRootTwoOverPi = 1.59576912f;
    private const float Cubic = 0.0713548163f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value(TVector x) => TSimd.Multiply(x, Sigmoid(Bounded(x), out _));

    // s + x·s·(1 − s)·2u′ with 2u′ = 2√(2/π)·(1 + 3·0.044715·x²).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative(TVector argument)
    {
        TVector x = Bounded(argument);
        TVector sigmoid = Sigmoid(x, out TVector rest);
        TVector slope = TSimd.MultiplyAdd(
            TSimd.Multiply(x, x), TSimd.Create(3f * Cubic), TSimd.Create(TwoRootTwoOverPi));
        return TSimd.MultiplyAdd(TSimd.Multiply(x, slope), rest, sigmoid);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Bounded(TVector x) => TSimd.Clamp(x, TSimd.Create(-20f), TSimd.Create(20f));

    // With e = exp(−|2u|): the sigmoid is 1/(1 + e) or e/(1 + e), and s·(1 − s) = e/(1 + e)² without cancellation.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sigmoid(TVector x, out TVector slope)
    {
        TVector factor = TSimd.MultiplyAdd(TSimd.Multiply(x, x), TSimd.Create(Cubic), TSimd.Create(TwoRootTwoOverPi));
        TVector argument = TSimd.Multiply(x, factor);
        TVector e = VectorMath<TSimd, TVector>.Exp(TSimd.Negate(TSimd.Absolute(argument)));
        TVector inverse = TSimd.Divide(TSimd.Create(1f), TSimd.Add(TSimd.Create(1f), e));
        TVector small = TSimd.Multiply(e, inverse);
        slope = TSimd.Multiply(small, inverse);
        return TSimd.SelectLess(argument, TSimd.Zero, small, inverse);
    }
}

/// <summary>x·tanh(log(1 + eˣ)).</summary>
/// <remarks>With e = eˣ and n = e(e + 2): tanh(log(1 + e)) = n/(n + 2). Outside [−104, 20] the quotient is 0 or 1 in floats.</remarks>
internal readonly struct MishActivation<TSimd, TVector> : IActivation<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value(TVector x)
    {
        TVector numerator = Numerator(Bounded(x), out _);
        return TSimd.Multiply(x, TSimd.Divide(numerator, TSimd.Add(numerator, TSimd.Create(2f))));
    }

    // n/(n + 2) + x·4e(1 + e)/(n + 2)².
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative(TVector argument)
    {
        argument = Bounded(argument);
        TVector numerator = Numerator(argument, out TVector e);
        TVector denominator = TSimd.Add(numerator, TSimd.Create(2f));
        TVector slope = TSimd.Multiply(TSimd.Multiply(argument, TSimd.Create(4f)), TSimd.MultiplyAdd(e, e, e));
        return TSimd.Divide(
            TSimd.MultiplyAdd(numerator, denominator, slope), TSimd.Multiply(denominator, denominator));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Bounded(TVector x) => TSimd.Clamp(x, TSimd.Create(-104f), TSimd.Create(20f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Numerator(TVector x, out TVector e)
    {
        e = VectorMath<TSimd, TVector>.Exp(x);
        return TSimd.Multiply(e, TSimd.Add(e, TSimd.Create(2f)));
    }
}

/// <summary>x·sigmoid(x).</summary>
internal readonly struct SiLUActivation<TSimd, TVector> : IActivation<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value(TVector x) => TSimd.Multiply(x, VectorMath<TSimd, TVector>.Sigmoid(x));

    // s·(1 + x·(1 − s)).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative(TVector argument)
    {
        TVector one = TSimd.Create(1f);
        TVector sigmoid = VectorMath<TSimd, TVector>.Sigmoid(argument);
        return TSimd.Multiply(sigmoid, TSimd.MultiplyAdd(argument, TSimd.Subtract(one, sigmoid), one));
    }
}

using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>Elementary functions over vectors of floats.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
/// <remarks>
/// Greatest errors over the whole range, measured against double precision (see the tests): exp, expm1, log and erf 2 ulp,
/// sigmoid and tanh 4 ulp. NaN goes through every function; results
/// below the smallest normal float are rounded to a multiple of the smallest subnormal or to zero.
/// The polynomials are minimax fits of the exact functions, by Remez exchange in 40 digits.
/// </remarks>
internal static class VectorMath<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts: the first has so few digits that multiplying it by an exponent is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        TVector remainder = Reduce(x, -104f, 89f, out TVector power, out TVector tail);
        return TSimd.Scale(TSimd.Add(TSimd.Create(1f), TSimd.Add(remainder, tail)), power);
    }

    /// <summary>eˣ − 1, accurate near zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpMinusOne(TVector x)
    {
        TVector one = TSimd.Create(1f);
        TVector remainder = Reduce(x, -18f, 89f, out TVector power, out TVector tail);

        // 2ⁿ(1 + p) − 1 with 2ⁿ halved, because 2¹²⁸ is not a float.
        TVector half = TSimd.Scale(TSimd.Create(0.5f), power);
        TVector result = TSimd.MultiplyAdd(half, TSimd.Add(remainder, tail), TSimd.Subtract(half, TSimd.Create(0.5f)));
        return TSimd.Multiply(result, TSimd.Add(one, one));
    }

    /// <summary>The natural logarithm: −∞ at zero, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Log(TVector x)
    {
        TVector zero = TSimd.Zero;
        TVector smallest = TSimd.Create(1.17549435e-38f);
        TVector normal = TSimd.SelectLess(x, smallest, TSimd.Multiply(x, TSimd.Create(8388608f)), x);
        TVector shift = TSimd.SelectLess(x, smallest, TSimd.Create(-23f), zero);
        TVector f = TSimd.Subtract(TSimd.SplitExponent(normal, out TVector exponent), TSimd.Create(1f));
        exponent = TSimd.Add(exponent, shift);

        TVector squared = TSimd.Multiply(f, f);
        TVector p = TSimd.Multiply(LogPolynomial(f), TSimd.Multiply(squared, f));
        p = TSimd.MultiplyAdd(exponent, TSimd.Create(Ln2Low), p);
        p = TSimd.MultiplyAdd(squared, TSimd.Create(-0.5f), p);
        TVector result = TSimd.MultiplyAdd(exponent, TSimd.Create(Ln2High), TSimd.Add(f, p));

        result = TSimd.SelectLess(x, TSimd.Create(float.PositiveInfinity), result, x);
        result = TSimd.SelectLess(x, TSimd.Create(float.Epsilon), TSimd.Create(float.NegativeInfinity), result);
        return TSimd.SelectLess(x, zero, TSimd.Create(float.NaN), result);
    }

    /// <summary>log(1 + x) for x in [0, ∞), accurate near zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogOnePlus(TVector x)
    {
        // log(1 + x) ≈ log(w) + (1 + x − w)/w, where w is the rounded 1 + x.
        TVector one = TSimd.Create(1f);
        TVector rounded = TSimd.Add(one, x);
        TVector lost = TSimd.Subtract(x, TSimd.Subtract(rounded, one));
        return TSimd.Add(Log(rounded), TSimd.Divide(lost, rounded));
    }

    /// <summary>1/(1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid(TVector x)
    {
        TVector one = TSimd.Create(1f);
        return TSimd.Divide(one, TSimd.Add(one, Exp(TSimd.Negate(x))));
    }

    /// <summary>The hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh(TVector x)
    {
        // tanh |x| = −u/(u + 2) with u = e^(−2|x|) − 1: no cancellation anywhere.
        TVector u = ExpMinusOne(TSimd.Multiply(TSimd.Absolute(x), TSimd.Create(-2f)));
        return TSimd.CopySign(TSimd.Divide(u, TSimd.Add(u, TSimd.Create(2f))), x);
    }

    /// <summary>The error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Erf(TVector x)
    {
        TVector t = TSimd.Absolute(x);
        TVector small = TSimd.MultiplyAdd(ErfSmall(TSimd.Multiply(x, x)), x, x);
        TVector one = TSimd.Create(1f);
        TVector large = TSimd.Subtract(one, Exp(TSimd.Negate(ErfExponent(TSimd.Clamp(t, TSimd.Zero, TSimd.Create(4f))))));
        return TSimd.SelectLess(t, TSimd.Create(0.9375f), small, TSimd.CopySign(large, x));
    }

    // erf(x)/x − 1 as a polynomial in x², for |x| < 0.9375.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ErfSmall(TVector squared)
    {
        TVector p = TSimd.Create(8.26744435e-05f);
        p = TSimd.MultiplyAdd(p, squared, TSimd.Create(-0.000811807113f));
        p = TSimd.MultiplyAdd(p, squared, TSimd.Create(0.00519882934f));
        p = TSimd.MultiplyAdd(p, squared, TSimd.Create(-0.0268584974f));
        p = TSimd.MultiplyAdd(p, squared, TSimd.Create(0.112836793f));
        p = TSimd.MultiplyAdd(p, squared, TSimd.Create(-0.376126319f));
        return TSimd.MultiplyAdd(p, squared, TSimd.Create(0.128379166f));
    }

    // −log(1 − erf t) for t in [0.9375, 4].
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ErfExponent(TVector t)
    {
        TVector p = TSimd.Create(-0.00021318566f);
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(0.00320843514f));
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(-0.0228692945f));
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(0.105230011f));
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(0.635742128f));
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(0.128507406f));
        return TSimd.MultiplyAdd(p, t, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LogPolynomial(TVector f)
    {
        TVector p = TSimd.Create(-0.0763466731f);
        p = TSimd.MultiplyAdd(p, f, TSimd.Create(0.127616793f));
        p = TSimd.MultiplyAdd(p, f, TSimd.Create(-0.131601632f));
        p = TSimd.MultiplyAdd(p, f, TSimd.Create(0.142017409f));
        p = TSimd.MultiplyAdd(p, f, TSimd.Create(-0.166233569f));
        p = TSimd.MultiplyAdd(p, f, TSimd.Create(0.200012282f));
        p = TSimd.MultiplyAdd(p, f, TSimd.Create(-0.250008196f));
        return TSimd.MultiplyAdd(p, f, TSimd.Create(0.333333313f));
    }

    // Writes eˣ as 2ⁿ·(1 + r + tail) with |r| ≤ ln 2 / 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Reduce(TVector x, float low, float high, out TVector power, out TVector tail)
    {
        x = TSimd.Clamp(x, TSimd.Create(low), TSimd.Create(high));
        power = TSimd.Round(TSimd.Multiply(x, TSimd.Create(Log2E)));
        TVector r = TSimd.MultiplyAdd(power, TSimd.Create(-Ln2High), x);
        r = TSimd.MultiplyAdd(power, TSimd.Create(-Ln2Low), r);

        TVector p = TSimd.Create(0.00139505684f);
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(0.00836895313f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(0.041666206f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(0.166665182f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(0.5f));
        tail = TSimd.Multiply(p, TSimd.Multiply(r, r));
        return r;
    }
}

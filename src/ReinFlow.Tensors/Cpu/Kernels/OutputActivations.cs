using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

// Activation functions whose derivative follows from their output.

/// <summary>x.</summary>
internal readonly struct IdentityActivation<TSimd, TVector> : IActivation<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public static TVector Value(TVector x) => x;

    public static TVector Derivative(TVector argument) => TSimd.Create(1f);
}

/// <summary>max(0, x).</summary>
internal readonly struct ReLUActivation<TSimd, TVector> : IActivation<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value(TVector x) => TSimd.SelectLess(x, TSimd.Zero, TSimd.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative(TVector argument) =>
        TSimd.SelectLess(TSimd.Zero, argument, TSimd.Create(1f), TSimd.Zero);
}

/// <summary>x for x &gt; 0, otherwise eˣ − 1.</summary>
internal readonly struct ELUActivation<TSimd, TVector> : IActivation<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value(TVector x) =>
        TSimd.SelectLess(TSimd.Zero, x, x, VectorMath<TSimd, TVector>.ExpMinusOne(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative(TVector argument)
    {
        TVector one = TSimd.Create(1f);
        return TSimd.SelectLess(TSimd.Zero, argument, one, TSimd.Add(argument, one));
    }
}

/// <summary>tanh x.</summary>
internal readonly struct TanhActivation<TSimd, TVector> : IActivation<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value(TVector x) => VectorMath<TSimd, TVector>.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative(TVector argument) =>
        TSimd.MultiplyAdd(TSimd.Negate(argument), argument, TSimd.Create(1f));
}

/// <summary>log(1 + eˣ), linear above 20.</summary>
internal readonly struct SoftplusActivation<TSimd, TVector> : IActivation<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value(TVector x)
    {
        TVector decay = VectorMath<TSimd, TVector>.Exp(TSimd.Negate(TSimd.Absolute(x)));
        TVector value = TSimd.Add(ReLUActivation<TSimd, TVector>.Value(x), VectorMath<TSimd, TVector>.LogOnePlus(decay));
        return TSimd.SelectLess(TSimd.Create(20f), x, x, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative(TVector argument) =>
        TSimd.Negate(VectorMath<TSimd, TVector>.ExpMinusOne(TSimd.Negate(argument)));
}

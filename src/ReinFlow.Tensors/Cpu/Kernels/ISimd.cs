namespace ReinFlow.Tensors.Cpu;

/// <summary>The vector operations that the kernels are written in, once for all instruction sets.</summary>
/// <typeparam name="TVector">The vector register type.</typeparam>
/// <remarks>Implementations are empty structs, so that the compiler specialises and inlines every call.</remarks>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of the largest tile of a matrix product whose accumulators, two vectors a row, stay in registers.</summary>
    static abstract int TileRows { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Create(float value);

    static abstract TVector Load(float* source);

    /// <summary>Loads the first <paramref name="count"/> lanes without touching memory behind them; the others are zero.</summary>
    static abstract TVector Load(float* source, int count);

    static abstract void Store(TVector value, float* destination);

    /// <summary>Stores the first <paramref name="count"/> lanes without touching memory behind them.</summary>
    static abstract void Store(TVector value, float* destination, int count);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a·b + c, with one rounding where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>The smaller value; NaN if either is NaN.</summary>
    static abstract TVector Minimum(TVector a, TVector b);

    /// <summary>The larger value; NaN if either is NaN.</summary>
    static abstract TVector Maximum(TVector a, TVector b);

    /// <summary>The value moved into [low, high]; NaN stays NaN.</summary>
    static abstract TVector Clamp(TVector value, TVector low, TVector high);

    static abstract TVector SquareRoot(TVector a);

    static abstract TVector Absolute(TVector a);

    static abstract TVector Negate(TVector a);

    /// <summary>The nearest integer, halves to even.</summary>
    static abstract TVector Round(TVector a);

    static abstract TVector CopySign(TVector magnitude, TVector sign);

    /// <summary>The lanes of <paramref name="yes"/> where a &lt; b, otherwise those of <paramref name="no"/>.</summary>
    static abstract TVector SelectLess(TVector a, TVector b, TVector yes, TVector no);

    /// <summary>x·2ⁿ for integral n in [−252, 254], gradually underflowing.</summary>
    static abstract TVector Scale(TVector x, TVector n);

    /// <summary>Splits a positive normal x into m·2ᵉ with m in [√½, √2).</summary>
    static abstract TVector SplitExponent(TVector x, out TVector exponent);

    /// <summary>The sum of all lanes, in a fixed order.</summary>
    static abstract float Sum(TVector a);
}

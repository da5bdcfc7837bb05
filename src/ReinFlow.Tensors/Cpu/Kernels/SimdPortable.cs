using System.Numerics;
using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>Vectors of the width that the runtime chooses for the processor.</summary>
internal readonly unsafe struct SimdPortable : ISimd<Vector<float>>
{
    public static int Count => Vector<float>.Count;

    public static int TileRows => 6;

    public static Vector<float> Zero => Vector<float>.Zero;

    public static Vector<float> Create(float value) => new(value);

    public static Vector<float> Load(float* source) => Unsafe.ReadUnaligned<Vector<float>>(source);

    public static Vector<float> Load(float* source, int count)
    {
        Vector<float> value = Vector<float>.Zero;
        Unsafe.CopyBlockUnaligned(&value, source, (uint)count * sizeof(float));
        return value;
    }

    public static void Store(Vector<float> value, float* destination) => Unsafe.WriteUnaligned(destination, value);

    public static void Store(Vector<float> value, float* destination, int count) =>
        Unsafe.CopyBlockUnaligned(destination, &value, (uint)count * sizeof(float));

    public static Vector<float> Add(Vector<float> a, Vector<float> b) => a + b;

    public static Vector<float> Subtract(Vector<float> a, Vector<float> b) => a - b;

    public static Vector<float> Multiply(Vector<float> a, Vector<float> b) => a * b;

    public static Vector<float> Divide(Vector<float> a, Vector<float> b) => a / b;

    public static Vector<float> MultiplyAdd(Vector<float> a, Vector<float> b, Vector<float> c) =>
        Vector.MultiplyAddEstimate(a, b, c);

    public static Vector<float> Minimum(Vector<float> a, Vector<float> b) => Vector.Min(a, b);

    public static Vector<float> Maximum(Vector<float> a, Vector<float> b) => Vector.Max(a, b);

    public static Vector<float> Clamp(Vector<float> value, Vector<float> low, Vector<float> high) =>
        Vector.Min(high, Vector.Max(low, value));

    public static Vector<float> SquareRoot(Vector<float> a) => Vector.SquareRoot(a);

    public static Vector<float> Absolute(Vector<float> a) => Vector.Abs(a);

    public static Vector<float> Negate(Vector<float> a) => -a;

    public static Vector<float> Round(Vector<float> a) => Vector.Round(a);

    public static Vector<float> CopySign(Vector<float> magnitude, Vector<float> sign) =>
        Vector.ConditionalSelect(new Vector<float>(-0f), sign, magnitude);

    public static Vector<float> SelectLess(Vector<float> a, Vector<float> b, Vector<float> yes, Vector<float> no) =>
        Vector.ConditionalSelect(Vector.LessThan(a, b), yes, no);

    // Two factors, because 2ⁿ itself may lie outside the range of a float.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Scale(Vector<float> x, Vector<float> n)
    {
        Vector<int> power = Vector.ConvertToInt32(n);
        Vector<int> half = power >> 1;
        return x * PowerOfTwo(half) * PowerOfTwo(power - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> SplitExponent(Vector<float> x, out Vector<float> exponent)
    {
        Vector<int> bits = Vector.AsVectorInt32(x);
        Vector<int> power = (bits - new Vector<int>(FloatBits.RootHalf)) >> FloatBits.MantissaBits;
        exponent = Vector.ConvertToSingle(power);
        return Vector.AsVectorSingle(bits - (power << FloatBits.MantissaBits));
    }

    public static float Sum(Vector<float> a) => Vector.Sum(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<int> n) =>
        Vector.AsVectorSingle((n + new Vector<int>(FloatBits.ExponentBias)) << FloatBits.MantissaBits);
}

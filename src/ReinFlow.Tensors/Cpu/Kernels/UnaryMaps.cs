using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>The functions behind <see cref="UnaryOperation"/>.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal static unsafe class UnaryMaps<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public static void Apply(UnaryOperation operation, float* x, float* destination, long n)
    {
        switch (operation)
        {
            case UnaryOperation.Negate:
                ElementMaps<TSimd, TVector>.Map(default(Negate), x, destination, n);
                break;
            case UnaryOperation.Absolute:
                ElementMaps<TSimd, TVector>.Map(default(Absolute), x, destination, n);
                break;
            case UnaryOperation.Square:
                ElementMaps<TSimd, TVector>.Map(default(Square), x, destination, n);
                break;
            case UnaryOperation.SquareRoot:
                ElementMaps<TSimd, TVector>.Map(default(SquareRoot), x, destination, n);
                break;
            case UnaryOperation.Reciprocal:
                ElementMaps<TSimd, TVector>.Map(default(Reciprocal), x, destination, n);
                break;
            case UnaryOperation.Exp:
                ElementMaps<TSimd, TVector>.Map(default(Exp), x, destination, n);
                break;
            case UnaryOperation.ExpMinusOne:
                ElementMaps<TSimd, TVector>.Map(default(ExpMinusOne), x, destination, n);
                break;
            case UnaryOperation.Log:
                ElementMaps<TSimd, TVector>.Map(default(Log), x, destination, n);
                break;
            case UnaryOperation.Tanh:
                ElementMaps<TSimd, TVector>.Map(default(Tanh), x, destination, n);
                break;
            case UnaryOperation.Sigmoid:
                ElementMaps<TSimd, TVector>.Map(default(Sigmoid), x, destination, n);
                break;
            case UnaryOperation.Erf:
                ElementMaps<TSimd, TVector>.Map(default(Erf), x, destination, n);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "Unknown operation.");
        }
    }

    private readonly struct Negate : IMap1<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => TSimd.Negate(x);
    }

    private readonly struct Absolute : IMap1<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => TSimd.Absolute(x);
    }

    private readonly struct Square : IMap1<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => TSimd.Multiply(x, x);
    }

    private readonly struct SquareRoot : IMap1<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => TSimd.SquareRoot(x);
    }

    private readonly struct Reciprocal : IMap1<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => TSimd.Divide(TSimd.Create(1f), x);
    }

    private readonly struct Exp : IMap1<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => VectorMath<TSimd, TVector>.Exp(x);
    }

    private readonly struct ExpMinusOne : IMap1<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => VectorMath<TSimd, TVector>.ExpMinusOne(x);
    }

    private readonly struct Log : IMap1<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => VectorMath<TSimd, TVector>.Log(x);
    }

    private readonly struct Tanh : IMap1<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => VectorMath<TSimd, TVector>.Tanh(x);
    }

    private readonly struct Sigmoid : IMap1<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => VectorMath<TSimd, TVector>.Sigmoid(x);
    }

    private readonly struct Erf : IMap1<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => VectorMath<TSimd, TVector>.Erf(x);
    }
}

using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>The functions behind <see cref="BinaryOperation"/>, over two arrays or with one of them broadcast.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal static unsafe class BinaryMaps<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>What the second operand is.</summary>
    public enum Second
    {
        /// <summary>An array like the first.</summary>
        Array,

        /// <summary>One value for all elements.</summary>
        Scalar,

        /// <summary>One value for each column.</summary>
        Row,

        /// <summary>One value for each row.</summary>
        Column,
    }

    public static void Apply(
        BinaryOperation operation, Second second, float* x, float* y, float* destination, long rows, long columns)
    {
        switch (operation)
        {
            case BinaryOperation.Add:
                Apply(default(Add), second, x, y, destination, rows, columns);
                break;
            case BinaryOperation.Subtract:
                Apply(default(Subtract), second, x, y, destination, rows, columns);
                break;
            case BinaryOperation.Multiply:
                Apply(default(Multiply), second, x, y, destination, rows, columns);
                break;
            case BinaryOperation.Divide:
                Apply(default(Divide), second, x, y, destination, rows, columns);
                break;
            case BinaryOperation.Minimum:
                Apply(default(Minimum), second, x, y, destination, rows, columns);
                break;
            case BinaryOperation.Maximum:
                Apply(default(Maximum), second, x, y, destination, rows, columns);
                break;
            case BinaryOperation.ReversedSubtract:
                Apply(default(ReversedSubtract), second, x, y, destination, rows, columns);
                break;
            case BinaryOperation.ReversedDivide:
                Apply(default(ReversedDivide), second, x, y, destination, rows, columns);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "Unknown operation.");
        }
    }

    private static void Apply<TMap>(TMap map, Second second, float* x, float* y, float* destination, long rows, long columns)
        where TMap : struct, IMap2<TVector>
    {
        switch (second)
        {
            case Second.Array:
            case Second.Column when columns == 1:
                ElementMaps<TSimd, TVector>.Map(map, x, y, destination, rows * columns);
                break;
            case Second.Scalar:
            case Second.Row when columns == 1:
                ElementMaps<TSimd, TVector>.Map(new Bound<TMap>(map, *y), x, destination, rows * columns);
                break;
            case Second.Row:
                for (long row = 0; row < rows; row++)
                {
                    ElementMaps<TSimd, TVector>.Map(map, x + (row * columns), y, destination + (row * columns), columns);
                }

                break;
            case Second.Column:
                for (long row = 0; row < rows; row++)
                {
                    ElementMaps<TSimd, TVector>.Map(
                        new Bound<TMap>(map, y[row]), x + (row * columns), destination + (row * columns), columns);
                }

                break;
        }
    }

    /// <summary>A function whose second argument is fixed.</summary>
    private readonly struct Bound<TMap>(TMap map, float second) : IMap1<TVector>
        where TMap : struct, IMap2<TVector>
    {
        private readonly TVector _second = TSimd.Create(second);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => map.Apply(x, _second);
    }

    private readonly struct Add : IMap2<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x, TVector y) => TSimd.Add(x, y);
    }

    private readonly struct Subtract : IMap2<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x, TVector y) => TSimd.Subtract(x, y);
    }

    private readonly struct Multiply : IMap2<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x, TVector y) => TSimd.Multiply(x, y);
    }

    private readonly struct Divide : IMap2<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x, TVector y) => TSimd.Divide(x, y);
    }

    private readonly struct Minimum : IMap2<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x, TVector y) => TSimd.Minimum(x, y);
    }

    private readonly struct Maximum : IMap2<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x, TVector y) => TSimd.Maximum(x, y);
    }

    private readonly struct ReversedSubtract : IMap2<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x, TVector y) => TSimd.Subtract(y, x);
    }

    private readonly struct ReversedDivide : IMap2<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x, TVector y) => TSimd.Divide(y, x);
    }
}

using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>Moves a tile of sums into C, with bias and activation.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal readonly unsafe struct TileEpilogue<TSimd, TVector> : IActivationVisitor<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public required float* Tile { get; init; }

    public required int TileWidth { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required float* C { get; init; }

    public required int LeadingC { get; init; }

    /// <summary>Whether C already holds a part of the sum.</summary>
    public required bool Accumulate { get; init; }

    public required float* Bias { get; init; }

    public required float* PreActivation { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Visit<TActivation>()
        where TActivation : struct, IActivation<TVector>
    {
        for (int row = 0; row < Rows; row++)
        {
            float* sums = Tile + (row * TileWidth);
            long to = (long)row * LeadingC;
            int column = 0;
            for (; column <= Columns - TSimd.Count; column += TSimd.Count)
            {
                TVector value = TSimd.Load(sums + column);
                value = Accumulate ? TSimd.Add(value, TSimd.Load(C + to + column)) : value;
                value = Bias != null ? TSimd.Add(value, TSimd.Load(Bias + column)) : value;
                if (PreActivation != null)
                {
                    TSimd.Store(value, PreActivation + to + column);
                }

                TSimd.Store(TActivation.Value(value), C + to + column);
            }

            int rest = Columns - column;
            if (rest > 0)
            {
                TVector value = TSimd.Load(sums + column);
                value = Accumulate ? TSimd.Add(value, TSimd.Load(C + to + column, rest)) : value;
                value = Bias != null ? TSimd.Add(value, TSimd.Load(Bias + column, rest)) : value;
                if (PreActivation != null)
                {
                    TSimd.Store(value, PreActivation + to + column, rest);
                }

                TSimd.Store(TActivation.Value(value), C + to + column, rest);
            }
        }
    }
}

using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>
/// What surrounds a tile that cannot go straight to C: one at the edge of C, or with an activation that takes many registers. Its sums
/// stay in a small buffer until the end.
/// </summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal readonly unsafe struct TileEdge<TSimd, TVector> : IActivationVisitor<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public required float* Buffer { get; init; }

    public required int Width { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required TileTarget Target { get; init; }

    /// <summary>Where the values before the activation go, laid out as C; or null.</summary>
    public required float* PreActivation { get; init; }

    /// <summary>Gets the target of the register tile.</summary>
    public TileTarget Inside => new() { C = Buffer, LeadingC = Width };

    /// <summary>Finishes the sums, in the order in which the register tile does, and moves them to C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Visit<TActivation>()
        where TActivation : struct, IActivation<TVector>
    {
        for (int row = 0; row < Rows; row++)
        {
            float* sums = Buffer + (row * Width);
            float* start = Target.Start == null ? null : Target.Start + (row * Target.LeadingStart);
            long to = row * Target.LeadingC;
            int column = 0;
            for (; column <= Columns - TSimd.Count; column += TSimd.Count)
            {
                TVector value = TSimd.Load(sums + column);
                value = start != null ? TSimd.Add(value, TSimd.Load(start + column)) : value;
                value = Target.Bias != null ? TSimd.Add(value, TSimd.Load(Target.Bias + column)) : value;
                if (PreActivation != null)
                {
                    TSimd.Store(value, PreActivation + to + column);
                }

                TSimd.Store(TActivation.Value(value), Target.C + to + column);
            }

            int rest = Columns - column;
            if (rest > 0)
            {
                TVector value = TSimd.Load(sums + column);
                value = start != null ? TSimd.Add(value, TSimd.Load(start + column, rest)) : value;
                value = Target.Bias != null ? TSimd.Add(value, TSimd.Load(Target.Bias + column, rest)) : value;
                if (PreActivation != null)
                {
                    TSimd.Store(value, PreActivation + to + column, rest);
                }

                TSimd.Store(TActivation.Value(value), Target.C + to + column, rest);
            }
        }
    }
}

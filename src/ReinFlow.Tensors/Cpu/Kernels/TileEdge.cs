using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>
/// What surrounds a tile that cannot go straight to C: one at the edge of C, or with an activation that takes many registers. Its sums
/// are kept in a small buffer between the start and the activation.
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

    /// <summary>Gets the target of the register tile: it starts from what is in the buffer, and stays in it.</summary>
    public TileTarget Inside => new()
    {
        Start = Target.Start != null || Target.Bias != null ? Buffer : null,
        LeadingStart = Width,
        C = Buffer,
        LeadingC = Width,
    };

    /// <summary>Fills the buffer with what the sums start with, in the order in which the register tile would add it.</summary>
    public void Begin()
    {
        if (Inside.Start == null)
        {
            return;
        }

        for (int row = 0; row < Rows; row++)
        {
            float* start = Target.Start == null ? null : Target.Start + (row * Target.LeadingStart);
            for (int column = 0; column < Columns; column += TSimd.Count)
            {
                int lanes = Math.Min(TSimd.Count, Columns - column);
                TVector value = TSimd.Zero;
                value = start != null ? TSimd.Add(value, TSimd.Load(start + column, lanes)) : value;
                value = Target.Bias != null ? TSimd.Add(value, TSimd.Load(Target.Bias + column, lanes)) : value;
                TSimd.Store(value, Buffer + (row * Width) + column);
            }
        }
    }

    /// <summary>Moves the sums to C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Visit<TActivation>()
        where TActivation : struct, IActivation<TVector>
    {
        for (int row = 0; row < Rows; row++)
        {
            float* sums = Buffer + (row * Width);
            long to = row * Target.LeadingC;
            int column = 0;
            for (; column <= Columns - TSimd.Count; column += TSimd.Count)
            {
                TVector value = TSimd.Load(sums + column);
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
                if (PreActivation != null)
                {
                    TSimd.Store(value, PreActivation + to + column, rest);
                }

                TSimd.Store(TActivation.Value(value), Target.C + to + column, rest);
            }
        }
    }
}

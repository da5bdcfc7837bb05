using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>The matrix product: packs, cuts into blocks that fit the caches, and runs the register tile.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal static unsafe class MatrixKernel<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    // One step of the contraction of a block: a strip of A stays in the first-level cache, a panel of B in the second-level one.
    private const int BlockDepth = 512;
    private const int StripsPerBlock = 4;
    private const int Alignment = 64;

    public static int PanelWidth => 2 * TSimd.Count;

    public static long PackedSize(int k, int n)
    {
        int rest = n % PanelWidth;
        return n == 1 ? k : (long)k * (n - rest + WidthOf(rest));
    }

    public static void PackB(float* b, int leading, bool transposed, int k, int n, float* packed)
    {
        for (int column = 0; column < n; column += PanelWidth)
        {
            int columns = Math.Min(PanelWidth, n - column);
            int width = n == 1 ? 1 : WidthOf(columns);
            if (transposed)
            {
                Packing.Interleave(b + ((long)column * leading), leading, columns, width, k, packed);
            }
            else
            {
                Packing.Gather(b + column, leading, columns, width, k, packed);
            }

            packed += (long)width * k;
        }
    }

    public static void Multiply(in MatrixProduct product)
    {
        if (product.N == 1)
        {
            ColumnKernel<TSimd, TVector>.Multiply(product);
        }
        else
        {
            MultiplyPanels(product);
        }
    }

    [SkipLocalsInit]
    private static void MultiplyPanels(in MatrixProduct product)
    {
        int deepest = Math.Min(product.K, BlockDepth);
        int blockRows = Math.Min(StripsPerBlock * TSimd.TileRows, product.M + TSimd.TileRows);
        float* storage = stackalloc float[(blockRows * deepest) + (TSimd.TileRows * PanelWidth) + Alignment];
        float* tile = (float*)(((nuint)storage + Alignment - 1) & ~(nuint)(Alignment - 1));
        float* strips = tile + (TSimd.TileRows * PanelWidth);

        int start = 0;
        do
        {
            int depth = Math.Min(BlockDepth, product.K - start);
            for (int row = 0; row < product.M; row += StripsPerBlock * TSimd.TileRows)
            {
                int rows = Math.Min(StripsPerBlock * TSimd.TileRows, product.M - row);
                float* packedA = PackA(product, row, rows, start, depth, strips);
                MultiplyBlock(product, row, rows, start, depth, packedA, tile);
            }

            start += BlockDepth;
        }
        while (start < product.K);
    }

    private static void MultiplyBlock(
        in MatrixProduct product, int firstRow, int rows, int depthStart, int depth, float* packedA, float* tile)
    {
        int column = 0;
        if (rows == 1)
        {
            column = RowKernel<TSimd, TVector>.Multiply(product, firstRow, depthStart, depth, packedA);
        }

        for (; column < product.N; column += PanelWidth)
        {
            int columns = Math.Min(PanelWidth, product.N - column);
            int width = WidthOf(columns);
            bool wide = width == PanelWidth;
            float* b = product.PackedB + ((long)column * product.K) + ((long)depthStart * width);
            float* strip = packedA;
            var stretch = new MatrixStretch(product, firstRow, column, depthStart, depth);
            for (int row = 0; row < rows; row += TSimd.TileRows)
            {
                int usedRows = Math.Min(TSimd.TileRows, rows - row);
                int stripRows = StripRows(usedRows);
                if (usedRows == stripRows && columns == width && stretch.SuitsRegisters)
                {
                    RegisterTile<TSimd, TVector>.Multiply(stripRows, wide, depth, strip, b, stretch.Target);
                }
                else
                {
                    TileEdge<TSimd, TVector> edge = stretch.Edge<TSimd, TVector>(tile, width, usedRows, columns);
                    RegisterTile<TSimd, TVector>.Multiply(stripRows, wide, depth, strip, b, edge.Inside);
                    Activations.Choose<TSimd, TVector, TileEdge<TSimd, TVector>>(stretch.Activation, ref edge);
                }

                strip += stripRows * depth;
                stretch.MoveDown(TSimd.TileRows);
            }
        }
    }

    private static float* PackA(in MatrixProduct product, int firstRow, int rows, int start, int depth, float* strips)
    {
        if (rows == 1 && !product.TransposedA)
        {
            return product.A + ((long)firstRow * product.LeadingA) + start;
        }

        float* strip = strips;
        for (int row = 0; row < rows; row += TSimd.TileRows)
        {
            int used = Math.Min(TSimd.TileRows, rows - row);
            int width = StripRows(used);
            if (product.TransposedA)
            {
                float* source = product.A + ((long)start * product.LeadingA) + firstRow + row;
                Packing.Gather(source, product.LeadingA, used, width, depth, strip);
            }
            else
            {
                float* source = product.A + ((long)(firstRow + row) * product.LeadingA) + start;
                Packing.Interleave(source, product.LeadingA, used, width, depth, strip);
            }

            strip += width * depth;
        }

        return strips;
    }

    // The smallest tile that holds these rows.
    private static int StripRows(int rows) => rows switch
    {
        _ when rows >= TSimd.TileRows => TSimd.TileRows,
        <= 2 => rows,
        <= 4 => 4,
        <= 6 when TSimd.TileRows == 6 => 6,
        <= 8 => 8,
        _ => TSimd.TileRows,
    };

    private static int WidthOf(int columns) => columns <= 0 ? 0 : columns <= TSimd.Count ? TSimd.Count : PanelWidth;
}

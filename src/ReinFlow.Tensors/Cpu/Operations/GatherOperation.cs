namespace ReinFlow.Tensors.Cpu;

/// <summary>Rows of a table, looked up.</summary>
internal sealed unsafe class GatherOperation : CpuOperation
{
    private static readonly GatherOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, CpuTensor table, ReadOnlySpan<int> rows)
    {
        if (table.Shape.Rank != 2)
        {
            throw new ArgumentException($"Rows are looked up in a table [rows, features], not in {table.Shape}.");
        }

        int features = table.Shape[1];
        CpuTensor result = thread.Create([rows.Length, features]);
        bool recorded = thread.Record(result, Instance, table);
        float* saved = recorded ? thread.Arena.Allocate(rows.Length) : null;
        for (int i = 0; i < rows.Length; i++)
        {
            if ((uint)rows[i] >= (uint)table.Shape[0])
            {
                throw new ArgumentOutOfRangeException(nameof(rows), $"Row {rows[i]} does not exist in a table of shape {table.Shape}.");
            }

            Strided.Copy(table.Data + ((long)rows[i] * features), 0, result.Data + ((long)i * features), 0, 1, features);
            if (recorded)
            {
                ((int*)saved)[i] = rows[i];
            }
        }

        result.Saved = saved;
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        CpuTensor table = result.First!;
        float* gradient = thread.GradientOf(table, out bool accumulate);
        if (!accumulate)
        {
            KernelSet.Fill(gradient, 0f, table.Length);
        }

        int features = table.Shape[1];
        for (int i = 0; i < result.Shape[0]; i++)
        {
            Strided.Add(result.Gradient + ((long)i * features), 0, gradient + ((long)((int*)result.Saved)[i] * features), 0, 1, features);
        }
    }
}

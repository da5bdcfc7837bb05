namespace ReinFlow.Tensors.Cpu;

/// <summary>Layer normalisation of the last axis.</summary>
internal sealed unsafe class LayerNormOperation : CpuOperation
{
    private static readonly LayerNormOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, CpuTensor input, CpuTensor weight, CpuTensor bias, float epsilon)
    {
        int features = input.Shape.LastAxis;
        if (weight.Length != features || bias.Length != features)
        {
            throw new ArgumentException($"Layer normalisation of {input.Shape} takes a weight and a bias [{features}], but they have shapes {weight.Shape} and {bias.Shape}.");
        }

        int rows = input.Shape.Rows;
        CpuTensor result = thread.Create(input.Shape);
        bool recorded = thread.Record(result, Instance, input, weight, bias);
        CpuArena.Mark mark = thread.Arena.Position;

        // Mean and inverse standard deviation of every row.
        float* statistics = thread.Arena.Allocate(2L * rows);
        thread.Kernels.LayerNorm(input.Data, weight.Data, bias.Data, result.Data, statistics, statistics + rows, rows, features, epsilon);
        if (recorded)
        {
            result.Saved = statistics;
        }
        else
        {
            thread.Arena.Rewind(mark);
        }

        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        int rows = result.Shape.Rows;
        int features = result.Shape.LastAxis;
        float* inputGradient = thread.GradientOf(result.First, out bool accumulateInput);
        float* weightGradient = thread.GradientOf(result.Second, out bool accumulateWeight);
        float* biasGradient = thread.GradientOf(result.Third, out bool accumulateBias);
        if (weightGradient != null && !accumulateWeight)
        {
            KernelSet.Fill(weightGradient, 0f, features);
        }

        if (biasGradient != null && !accumulateBias)
        {
            KernelSet.Fill(biasGradient, 0f, features);
        }

        CpuArena.Mark mark = thread.Arena.Position;
        var gradient = new LayerNormGradient
        {
            Rows = rows,
            Columns = features,
            X = result.First!.Data,
            Gain = result.Second!.Data,
            Mean = result.Saved,
            InverseStd = result.Saved + rows,
            Dy = result.Gradient,

            // An input that needs no gradient still gets one, in memory that is dropped.
            Dx = inputGradient != null ? inputGradient : thread.Arena.Allocate(result.Length),
            DGain = weightGradient,
            DBias = biasGradient,
        };
        thread.Kernels.LayerNormBackward(gradient, inputGradient != null && accumulateInput);
        thread.Arena.Rewind(mark);
    }
}

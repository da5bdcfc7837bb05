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
        float* statistics = thread.Arena.Allocate(2L * rows);
        new LayerNormPass(thread, rows, features).Forward(input.Data, weight.Data, bias.Data, result.Data, statistics, epsilon);
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
        float* inputGradient = thread.GradientOf(result.First, out bool accumulate);
        new LayerNormPass(thread, result.Shape.Rows, result.Shape.LastAxis).Backward(
            result.Gradient, result.First!.Data, result.Saved, result.Second!, result.Third!, inputGradient, accumulate);
    }
}

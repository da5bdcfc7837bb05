namespace ReinFlow.Tensors.Cpu;

/// <summary>Layer normalisation of the last axis, with weights and biases of its own for every member of an ensemble.</summary>
internal sealed unsafe class EnsembleLayerNormOperation : CpuOperation
{
    private static readonly EnsembleLayerNormOperation Instance = new();

    public static CpuTensor Forward(
        CpuThread thread, CpuTensor input, ReadOnlySpan<Tensor> weights, ReadOnlySpan<Tensor> biases, float epsilon)
    {
        EnsembleOperands.Check(weights, biases, "a weight and a bias");
        int features = weights[0].Shape.ElementCount;
        int members = weights.Length;
        EnsembleOperands.CheckInput(input, members, features, mayBeShared: false);
        if (biases[0].Shape.ElementCount != features)
        {
            throw new ArgumentException(
                $"Layer normalisation takes a weight and a bias of the same size, but they have shapes {weights[0].Shape} and {biases[0].Shape}.");
        }

        int rows = input.Shape[1];
        CpuTensor result = thread.Create(input.Shape);
        bool recorded = EnsembleOperands.Keep(thread.Engine, result, input, weights, biases) && thread.IsRecording;
        Span<CpuTensor> parts = result.Parts;
        if (recorded)
        {
            thread.Record(result, Instance, result.FirstPartWithGradient());
        }

        CpuArena.Mark mark = thread.Arena.Position;
        float* statistics = thread.Arena.Allocate(2L * rows * members);
        for (int e = 0; e < members; e++)
        {
            long offset = (long)e * rows * features;
            new LayerNormPass(thread, rows, features).Forward(
                input.Data + offset, parts[1 + e].Data, parts[1 + members + e].Data, result.Data + offset, statistics + (2L * e * rows), epsilon);
        }

        result.Saved = recorded ? statistics : null;
        if (!recorded)
        {
            thread.Arena.Rewind(mark);
        }

        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        Span<CpuTensor> parts = result.Parts;
        (int members, int rows, int features) = (result.Shape[0], result.Shape[1], result.Shape[2]);
        float* inputGradient = thread.GradientOf(parts[0], out bool accumulate);
        for (int e = 0; e < members; e++)
        {
            long offset = (long)e * rows * features;
            new LayerNormPass(thread, rows, features).Backward(
                result.Gradient + offset,
                parts[0].Data + offset,
                result.Saved + (2L * e * rows),
                parts[1 + e],
                parts[1 + members + e],
                inputGradient == null ? null : inputGradient + offset,
                accumulate);
        }
    }
}

namespace ReinFlow.Tensors.Cpu;

/// <summary>activation(x Wₑᵀ + bₑ) for every member e of an ensemble, into one tensor.</summary>
internal sealed unsafe class EnsembleLinearOperation : CpuOperation
{
    private static readonly EnsembleLinearOperation Instance = new();

    public static CpuTensor Forward(
        CpuThread thread, CpuTensor input, ReadOnlySpan<Tensor> weights, ReadOnlySpan<Tensor> biases, ActivationKind activation)
    {
        EnsembleOperands.Check(weights, biases, "a weight and a bias");
        if (weights[0].Shape.Rank != 2 || biases[0].Shape.Rank != 1 || biases[0].Shape[0] != weights[0].Shape[0])
        {
            throw new ArgumentException(
                $"A linear layer takes a weight [out, in] and a bias [out], but they have shapes {weights[0].Shape} and {biases[0].Shape}.");
        }

        int outputs = weights[0].Shape[0];
        int members = weights.Length;
        EnsembleOperands.CheckInput(input, members, weights[0].Shape[1], mayBeShared: true);
        int rows = input.Shape[-2];
        CpuTensor result = thread.Create([members, rows, outputs]);
        bool recorded = EnsembleOperands.Keep(thread.Engine, result, input, weights, biases) && thread.IsRecording;
        Span<CpuTensor> parts = result.Parts;
        if (recorded)
        {
            thread.Record(result, Instance, result.FirstPartWithGradient());
        }

        result.Number = (int)activation;
        result.Saved = recorded && !KernelSet.DerivativeFromOutput(activation) ? thread.Arena.Allocate(result.Length) : null;
        for (int e = 0; e < members; e++)
        {
            long offset = (long)e * rows * outputs;
            Pass(thread, result, e).Forward(
                Block(input, e, input.Data),
                parts[1 + members + e].Data,
                null,
                result.Data + offset,
                activation,
                result.Saved == null ? null : result.Saved + offset);
        }

        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        Span<CpuTensor> parts = result.Parts;
        CpuTensor input = parts[0];
        int members = result.Shape[0];
        long size = result.Length / members;
        float* gradient = result.Gradient;
        if ((ActivationKind)result.Number != ActivationKind.Identity)
        {
            thread.Kernels.ActivateBackward((ActivationKind)result.Number, result.Saved, result.Data, gradient, gradient, result.Length, false);
        }

        float* inputGradient = thread.GradientOf(input, out bool accumulate);
        for (int e = 0; e < members; e++)
        {
            LinearPass pass = Pass(thread, result, e);
            if (inputGradient != null)
            {
                bool isShared = input.Shape.Rank == 2;
                pass.BackwardToInput(gradient + (e * size), Block(input, e, inputGradient), accumulate || (isShared && e > 0));
            }

            pass.BackwardToParameters(gradient + (e * size), Block(input, e, input.Data), parts[1 + members + e]);
        }
    }

    private static LinearPass Pass(CpuThread thread, CpuTensor result, int member)
    {
        CpuTensor weight = result.Parts[1 + member];
        return new LinearPass(thread, weight, 0, weight.Shape[1], result.Shape[1]);
    }

    /// <summary>Finds a member's rows in memory of the input's shape.</summary>
    private static float* Block(CpuTensor input, int member, float* memory) =>
        input.Shape.Rank == 2 ? memory : memory + ((long)member * input.Shape[1] * input.Shape[2]);
}

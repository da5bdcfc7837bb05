namespace ReinFlow.Tensors.Cpu;

/// <summary>activation(x Wᵀ + b): one pass over the output forwards, three products backwards.</summary>
internal sealed unsafe class LinearOperation : CpuOperation
{
    private static readonly LinearOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, CpuTensor input, CpuTensor weight, CpuTensor? bias, ActivationKind activation)
    {
        if (weight.Shape.Rank != 2 || input.Shape.Rank == 0 || input.Shape.LastAxis != weight.Shape[1])
        {
            throw new ArgumentException($"A linear layer with weight {weight.Shape} takes [..., {weight.Shape.LastAxis}], but the input has shape {input.Shape}.");
        }

        int outputs = weight.Shape[0];
        int inputs = weight.Shape[1];
        if (bias is not null && (bias.Shape.Rank != 1 || bias.Shape[0] != outputs))
        {
            throw new ArgumentException($"A linear layer with weight {weight.Shape} takes a bias [{outputs}], but it has shape {bias.Shape}.");
        }

        CpuTensor result = thread.Create(input.Shape.With(-1, outputs));
        bool recorded = thread.Record(result, Instance, input, weight, bias);
        result.Number = (int)activation;
        result.Saved = recorded && !KernelSet.DerivativeFromOutput(activation) ? thread.Arena.Allocate(result.Length) : null;
        CpuArena.Mark mark = thread.Arena.Position;
        float* panels = weight.ForwardPanels is { } packed
            ? packed.Get(weight, thread.Kernels)
            : Pack(thread, weight.Data, inputs, true, inputs, outputs);
        thread.Kernels.Multiply(
            input.Shape.Rows, outputs, inputs, input.Data, inputs, false, panels, result.Data, outputs, false, bias is null ? null : bias.Data, activation, result.Saved);
        thread.Arena.Rewind(mark);
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        CpuTensor input = result.First!;
        CpuTensor weight = result.Second!;
        int rows = input.Shape.Rows;
        int outputs = weight.Shape[0];
        int inputs = weight.Shape[1];
        KernelSet kernels = thread.Kernels;
        float* inputGradient = thread.GradientOf(input, out bool accumulateInput);
        float* weightGradient = thread.GradientOf(weight, out bool accumulateWeight);
        float* biasGradient = thread.GradientOf(result.Third, out bool accumulateBias);
        CpuArena.Mark mark = thread.Arena.Position;

        float* gradient = result.Gradient;
        var activation = (ActivationKind)result.Number;
        if (activation != ActivationKind.Identity)
        {
            gradient = thread.Arena.Allocate(result.Length);
            kernels.ActivateBackward(activation, result.Saved, result.Data, result.Gradient, gradient, result.Length, false);
        }

        if (biasGradient != null)
        {
            if (!accumulateBias)
            {
                KernelSet.Fill(biasGradient, 0f, outputs);
            }

            kernels.ColumnSumAccumulate(gradient, rows, outputs, outputs, biasGradient);
        }

        if (weightGradient != null)
        {
            float* panels = Pack(thread, input.Data, inputs, false, rows, inputs);
            kernels.Multiply(
                outputs, inputs, rows, gradient, outputs, true, panels, weightGradient, inputs, accumulateWeight, null, ActivationKind.Identity, null);
        }

        if (inputGradient != null)
        {
            float* panels = weight.BackwardPanels is { } packed
                ? packed.Get(weight, kernels)
                : Pack(thread, weight.Data, inputs, false, outputs, inputs);
            kernels.Multiply(
                rows, inputs, outputs, gradient, outputs, false, panels, inputGradient, inputs, accumulateInput, null, ActivationKind.Identity, null);
        }

        thread.Arena.Rewind(mark);
    }

    private static float* Pack(CpuThread thread, float* matrix, int leading, bool transposed, int k, int n)
    {
        float* panels = thread.Arena.Allocate(thread.Kernels.PackedSize(k, n));
        thread.Kernels.PackB(matrix, leading, transposed, k, n, panels);
        return panels;
    }
}

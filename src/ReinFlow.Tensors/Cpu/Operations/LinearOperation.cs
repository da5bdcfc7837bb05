namespace ReinFlow.Tensors.Cpu;

/// <summary>activation(x Wᵀ + b + start): one pass over the output forwards, three products backwards.</summary>
internal sealed unsafe class LinearOperation : CpuOperation
{
    private static readonly LinearOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, in LinearOperands operands)
    {
        CpuTensor input = operands.Input;
        CpuTensor weight = operands.Weight;
        int outputs = weight.Shape[0];
        int inputs = input.Shape.LastAxis;
        CpuTensor result = thread.Create(operands.ResultShape);
        bool recorded = thread.Record(result, Instance, input, weight, operands.Bias, operands.Start);
        result.Number = (int)operands.Activation;
        result.SecondNumber = operands.FirstColumn;
        result.Saved = recorded && !KernelSet.DerivativeFromOutput(operands.Activation) ? thread.Arena.Allocate(result.Length) : null;
        CpuArena.Mark mark = thread.Arena.Position;
        thread.Kernels.Multiply(new MatrixProduct
        {
            M = input.Shape.Rows,
            N = outputs,
            K = inputs,
            A = input.Data,
            LeadingA = inputs,
            PackedB = Panels(thread, weight, operands.FirstColumn, inputs, transposed: true),
            C = result.Data,
            LeadingC = outputs,
            Start = operands.Start is null ? null : operands.Start.Data,
            LeadingStart = outputs,
            Bias = operands.Bias is null ? null : operands.Bias.Data,
            Activation = operands.Activation,
            PreActivation = result.Saved,
        });
        thread.Arena.Rewind(mark);
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        CpuTensor input = result.First!;
        CpuTensor weight = result.Second!;
        int outputs = weight.Shape[0];
        // In place: the operations that read the result's gradient have done so.
        float* gradient = result.Gradient;
        if ((ActivationKind)result.Number != ActivationKind.Identity)
        {
            thread.Kernels.ActivateBackward((ActivationKind)result.Number, result.Saved, result.Data, gradient, gradient, result.Length, false);
        }

        // One after the other, since one tensor may have several roles.
        float* inputGradient = thread.GradientOf(input, out bool accumulateInput);
        if (inputGradient != null)
        {
            SetInputGradient(thread, result, inputGradient, accumulateInput);
        }

        float* biasGradient = thread.GradientOf(result.Third, out bool accumulateBias);
        if (biasGradient != null)
        {
            Clear(biasGradient, outputs, accumulateBias);
            thread.Kernels.ColumnSumAccumulate(gradient, input.Shape.Rows, outputs, outputs, biasGradient);
        }

        float* weightGradient = thread.GradientOf(weight, out bool accumulateWeight);
        if (weightGradient != null)
        {
            Clear(weightGradient, weight.Length, accumulateWeight);
            AddWeightGradient(thread, result, weightGradient);
        }

        thread.PassGradient(result, result.Fourth);
    }

    private static void AddWeightGradient(CpuThread thread, CpuTensor result, float* weightGradient)
    {
        CpuTensor input = result.First!;
        int inputs = input.Shape.LastAxis;
        int leading = result.Second!.Shape[1];
        float* target = weightGradient + result.SecondNumber;
        CpuArena.Mark mark = thread.Arena.Position;
        thread.Kernels.Multiply(new MatrixProduct
        {
            M = result.Shape.LastAxis,
            N = inputs,
            K = input.Shape.Rows,
            A = result.Gradient,
            LeadingA = result.Shape.LastAxis,
            TransposedA = true,
            PackedB = Pack(thread, input.Data, inputs, false, input.Shape.Rows, inputs),
            C = target,
            LeadingC = leading,
            Start = target,
            LeadingStart = leading,
        });
        thread.Arena.Rewind(mark);
    }

    private static void SetInputGradient(CpuThread thread, CpuTensor result, float* inputGradient, bool accumulate)
    {
        int inputs = result.First!.Shape.LastAxis;
        int outputs = result.Shape.LastAxis;
        CpuArena.Mark mark = thread.Arena.Position;
        thread.Kernels.Multiply(new MatrixProduct
        {
            M = result.Shape.Rows,
            N = inputs,
            K = outputs,
            A = result.Gradient,
            LeadingA = outputs,
            PackedB = Panels(thread, result.Second!, result.SecondNumber, inputs, transposed: false),
            C = inputGradient,
            LeadingC = inputs,
            Start = accumulate ? inputGradient : null,
            LeadingStart = inputs,
        });
        thread.Arena.Rewind(mark);
    }

    private static void Clear(float* gradient, long length, bool accumulate)
    {
        if (!accumulate)
        {
            KernelSet.Fill(gradient, 0f, length);
        }
    }

    /// <summary>Gets some columns of a weight, packed for x Wᵀ or for dy W; a parameter keeps them until it changes.</summary>
    private static float* Panels(CpuThread thread, CpuTensor weight, int firstInput, int inputs, bool transposed)
    {
        if (weight.Panels is { } panels)
        {
            return panels.Get(thread.Kernels, firstInput, inputs, transposed);
        }

        int outputs = weight.Shape[0];
        (int k, int n) = transposed ? (inputs, outputs) : (outputs, inputs);
        return Pack(thread, weight.Data + firstInput, weight.Shape[1], transposed, k, n);
    }

    private static float* Pack(CpuThread thread, float* matrix, int leading, bool transposed, int k, int n)
    {
        float* panels = thread.Arena.Allocate(thread.Kernels.PackedSize(k, n));
        thread.Kernels.PackB(matrix, leading, transposed, k, n, panels);
        return panels;
    }
}

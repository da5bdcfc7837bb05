namespace ReinFlow.Tensors.Cpu;

/// <summary>activation(x Wᵀ + b + start): one pass over the output forwards, three products backwards.</summary>
internal sealed unsafe class LinearOperation : CpuOperation
{
    private static readonly LinearOperation Instance = new();

    public static CpuTensor Forward(CpuThread thread, in LinearOperands operands)
    {
        CpuTensor input = operands.Input;
        CpuTensor result = thread.Create(operands.ResultShape);
        bool recorded = thread.Record(result, Instance, input, operands.Weight, operands.Bias, operands.Start);
        result.Number = (int)operands.Activation;
        result.SecondNumber = operands.FirstColumn;
        result.Saved = recorded && !KernelSet.DerivativeFromOutput(operands.Activation) ? thread.Arena.Allocate(result.Length) : null;
        new LinearPass(thread, operands.Weight, operands.FirstColumn, input.Shape.LastAxis, input.Shape.Rows).Forward(
            input.Data,
            operands.Bias is null ? null : operands.Bias.Data,
            operands.Start is null ? null : operands.Start.Data,
            result.Data,
            operands.Activation,
            result.Saved);
        return result;
    }

    public override void Backward(CpuTensor result, CpuThread thread)
    {
        CpuTensor input = result.First!;

        // In place: the operations that read the result's gradient have done so.
        float* gradient = result.Gradient;
        if ((ActivationKind)result.Number != ActivationKind.Identity)
        {
            thread.Kernels.ActivateBackward((ActivationKind)result.Number, result.Saved, result.Data, gradient, gradient, result.Length, false);
        }

        // One after the other, since one tensor may have several roles.
        var pass = new LinearPass(thread, result.Second!, result.SecondNumber, input.Shape.LastAxis, input.Shape.Rows);
        float* inputGradient = thread.GradientOf(input, out bool accumulateInput);
        if (inputGradient != null)
        {
            pass.BackwardToInput(gradient, inputGradient, accumulateInput);
        }

        pass.BackwardToParameters(gradient, input.Data, result.Third);
        thread.PassGradient(result, result.Fourth);
    }
}

namespace ReinFlow.Tensors.Cpu;

/// <summary>The checked operands of a linear layer.</summary>
internal readonly record struct LinearOperands(
    CpuTensor Input, CpuTensor Weight, CpuTensor? Bias, ActivationKind Activation, CpuTensor? Start, int FirstColumn)
{
    public TensorShape ResultShape => Input.Shape.With(-1, Weight.Shape[0]);

    /// <exception cref="ArgumentException">The shapes do not fit one another.</exception>
    public static LinearOperands Check(
        CpuTensor input, CpuTensor weight, CpuTensor? bias, ActivationKind activation, CpuTensor? start, Range? columns)
    {
        if (weight.Shape.Rank != 2)
        {
            throw new ArgumentException($"A linear layer takes a weight [out, in], but it has shape {weight.Shape}.");
        }

        (int first, int count) = (columns ?? Range.All).GetOffsetAndLength(weight.Shape[1]);
        if (input.Shape.Rank == 0 || input.Shape.LastAxis != count)
        {
            string part = columns is null ? string.Empty : $" and its columns {first} … {first + count - 1}";
            throw new ArgumentException(
                $"A linear layer with weight {weight.Shape}{part} takes [..., {count}], but the input has shape {input.Shape}.");
        }

        if (bias is not null && (bias.Shape.Rank != 1 || bias.Shape[0] != weight.Shape[0]))
        {
            throw new ArgumentException(
                $"A linear layer with weight {weight.Shape} takes a bias [{weight.Shape[0]}], but it has shape {bias.Shape}.");
        }

        var operands = new LinearOperands(input, weight, bias, activation, start, first);
        return start is null || start.Shape == operands.ResultShape
            ? operands
            : throw new ArgumentException(
                $"What is added to a linear layer must have the shape {operands.ResultShape} of its result, not {start.Shape}.");
    }
}

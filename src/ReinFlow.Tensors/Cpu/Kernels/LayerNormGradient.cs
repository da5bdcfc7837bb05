namespace ReinFlow.Tensors.Cpu;

/// <summary>The arrays of the backward pass of a layer normalisation of [rows, columns].</summary>
internal readonly unsafe struct LayerNormGradient
{
    public required int Rows { get; init; }

    public required int Columns { get; init; }

    /// <summary>The input of the forward pass.</summary>
    public required float* X { get; init; }

    /// <summary>One factor for each column, or null for ones.</summary>
    public required float* Gain { get; init; }

    /// <summary>The mean of each row, from the forward pass.</summary>
    public required float* Mean { get; init; }

    /// <summary>1/√(variance + ε) of each row, from the forward pass.</summary>
    public required float* InverseStd { get; init; }

    /// <summary>The gradient of the output.</summary>
    public required float* Dy { get; init; }

    /// <summary>The gradient of the input: the result.</summary>
    public required float* Dx { get; init; }

    /// <summary>To which the gradient of the gain is added, or null.</summary>
    public required float* DGain { get; init; }

    /// <summary>To which the gradient of the bias is added, or null.</summary>
    public required float* DBias { get; init; }

    /// <summary>The same for one row alone.</summary>
    public LayerNormGradient Row(int row)
    {
        long offset = (long)row * Columns;
        return this with
        {
            Rows = 1,
            X = X + offset,
            Mean = Mean + row,
            InverseStd = InverseStd + row,
            Dy = Dy + offset,
            Dx = Dx + offset,
        };
    }
}

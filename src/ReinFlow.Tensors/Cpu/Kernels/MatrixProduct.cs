namespace ReinFlow.Tensors.Cpu;

/// <summary>The operands of C = activation(A·B + bias + start).</summary>
/// <remarks>The bits of a row of C do not depend on the number of rows or on the row's position.</remarks>
internal readonly unsafe struct MatrixProduct
{
    /// <summary>The rows of C.</summary>
    public required int M { get; init; }

    /// <summary>The columns of C.</summary>
    public required int N { get; init; }

    /// <summary>The contracted dimension.</summary>
    public required int K { get; init; }

    public required float* A { get; init; }

    /// <summary>The distance between the rows of A as stored.</summary>
    public required int LeadingA { get; init; }

    /// <summary>Whether A is stored as its transpose, [k, m].</summary>
    public bool TransposedA { get; init; }

    /// <summary>B, packed by <see cref="KernelSet.PackB"/>.</summary>
    public required float* PackedB { get; init; }

    public required float* C { get; init; }

    public required int LeadingC { get; init; }

    /// <summary>A matrix that is added to the product, or null. It may be C itself, which then sums products.</summary>
    public float* Start { get; init; }

    public int LeadingStart { get; init; }

    /// <summary>One value for each column, or null.</summary>
    public float* Bias { get; init; }

    public ActivationKind Activation { get; init; }

    /// <summary>Where the values before the activation go, laid out as C; or null.</summary>
    public float* PreActivation { get; init; }
}

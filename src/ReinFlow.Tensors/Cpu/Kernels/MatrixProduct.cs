namespace ReinFlow.Tensors.Cpu;

/// <summary>The operands of C (+)= A·B, with what is done to every finished element of C.</summary>
internal readonly unsafe struct MatrixProduct
{
    public required int M { get; init; }

    public required int N { get; init; }

    public required int K { get; init; }

    public required float* A { get; init; }

    public required int LeadingA { get; init; }

    /// <summary>Whether A is stored as its transpose, [k, m].</summary>
    public required bool TransposedA { get; init; }

    public required float* PackedB { get; init; }

    public required float* C { get; init; }

    public required int LeadingC { get; init; }

    public required bool Accumulate { get; init; }

    /// <summary>One value for each column, or null.</summary>
    public required float* Bias { get; init; }

    public required ActivationKind Activation { get; init; }

    /// <summary>Where the values before the activation go, laid out as C; or null.</summary>
    public required float* PreActivation { get; init; }
}

namespace ReinFlow.Tensors.Cpu;

/// <summary>What is known about activation functions without computing them.</summary>
internal static class Activations
{
    /// <summary>Whether the derivative follows from the output alone, so that the input need not be kept for the backward pass.</summary>
    public static bool DerivativeFromOutput(ActivationKind kind) => kind is
        ActivationKind.Identity or ActivationKind.ReLU or ActivationKind.ELU or ActivationKind.Tanh or ActivationKind.Softplus;

    /// <summary>Runs a visitor with the activation function that a name stands for.</summary>
    public static void Choose<TSimd, TVector, TVisitor>(ActivationKind kind, ref TVisitor visitor)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TVisitor : struct, IActivationVisitor<TVector>
    {
        switch (kind)
        {
            case ActivationKind.Identity:
                visitor.Visit<IdentityActivation<TSimd, TVector>>();
                break;
            case ActivationKind.ReLU:
                visitor.Visit<ReLUActivation<TSimd, TVector>>();
                break;
            case ActivationKind.ELU:
                visitor.Visit<ELUActivation<TSimd, TVector>>();
                break;
            case ActivationKind.GELU:
                visitor.Visit<GELUActivation<TSimd, TVector>>();
                break;
            case ActivationKind.Tanh:
                visitor.Visit<TanhActivation<TSimd, TVector>>();
                break;
            case ActivationKind.Mish:
                visitor.Visit<MishActivation<TSimd, TVector>>();
                break;
            case ActivationKind.Softplus:
                visitor.Visit<SoftplusActivation<TSimd, TVector>>();
                break;
            case ActivationKind.SiLU:
                visitor.Visit<SiLUActivation<TSimd, TVector>>();
                break;
            case ActivationKind.GELUTanh:
                visitor.Visit<GELUTanhActivation<TSimd, TVector>>();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown activation function.");
        }
    }
}

namespace ReinFlow.Tensors;

/// <summary>The activation functions, by their usual names.</summary>
public enum ActivationKind
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>max(0, x).</summary>
    ReLU,

    /// <summary>x where positive, exp(x) − 1 elsewhere.</summary>
    ELU,

    /// <summary>x Φ(x), with the exact normal distribution function.</summary>
    GELU,

    /// <summary>tanh(x).</summary>
    Tanh,

    /// <summary>x tanh(log(1 + exp(x))).</summary>
    Mish,

    /// <summary>log(1 + exp(x)), linear above 20.</summary>
    Softplus,

    /// <summary>x / (1 + exp(−x)).</summary>
    SiLU,

    /// <summary>x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, the approximation of <see cref="GELU"/> that JAX uses by default.</summary>
    GELUTanh,
}

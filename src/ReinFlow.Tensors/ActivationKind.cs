namespace ReinFlow.Tensors;

/// <summary>The activation functions that networks may use, with PyTorch's definitions and default parameters.</summary>
public enum ActivationKind
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>max(0, x).</summary>
    ReLU,

    /// <summary>x for x &gt; 0, otherwise eˣ − 1.</summary>
    ELU,

    /// <summary>x·Φ(x) with the exact normal distribution function Φ.</summary>
    GELU,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>x·tanh(log(1 + eˣ)).</summary>
    Mish,

    /// <summary>log(1 + eˣ), linear above 20.</summary>
    Softplus,

    /// <summary>x·sigmoid(x), also called swish.</summary>
    SiLU,
}

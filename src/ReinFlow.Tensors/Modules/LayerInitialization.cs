namespace ReinFlow.Tensors;

/// <summary>How the weights and biases of a linear layer start.</summary>
public enum LayerInitialization
{
    /// <summary>Both uniform within ±1/√fan-in, PyTorch's default.</summary>
    FanInUniform,

    /// <summary>Weights uniform within ±√(6/(fan-in + fan-out)), biases zero (Glorot and Bengio, 2010), the usual choice with JAX.</summary>
    GlorotUniform,
}

namespace ReinFlow.Export;

/// <summary>How a saved policy is kept.</summary>
public enum PolicyFormat
{
    /// <summary>A folder with <c>parameters.safetensors</c>, <c>recipe.json</c> and <c>normalization.npz</c>.</summary>
    Checkpoint,

    /// <summary>One safetensors file; recipe and ranges are texts of its header.</summary>
    Safetensors,

    /// <summary>A PyTorch checkpoint with the keys of the official implementations.</summary>
    PyTorch,

    /// <summary>An ONNX model of the whole sampler. It can be run, but not be read back.</summary>
    Onnx,
}

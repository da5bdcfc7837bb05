namespace ReinFlow.Formats;

/// <summary>Kind of a file with arrays.</summary>
public enum TensorFileKind
{
    /// <summary>One NumPy array.</summary>
    Npy,

    /// <summary>An archive of NumPy arrays.</summary>
    Npz,

    /// <summary>A safetensors file.</summary>
    Safetensors,

    /// <summary>A checkpoint of PyTorch.</summary>
    PyTorch,
}

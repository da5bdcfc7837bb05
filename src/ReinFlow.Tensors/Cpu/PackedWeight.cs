namespace ReinFlow.Tensors.Cpu;

/// <summary>A packed copy of some columns of a weight [out, in].</summary>
/// <param name="weight">The weight.</param>
/// <param name="firstInput">The first column.</param>
/// <param name="inputs">The number of columns.</param>
/// <param name="isTransposed">Whether it is packed for x Wᵀ, the forward pass, or for dy W, the backward pass.</param>
internal sealed unsafe class PackedWeight(CpuTensor weight, int firstInput, int inputs, bool isTransposed)
{
    private readonly Lock _lock = new();
    private NativeBlock? _panels;
    private int _version = -1;

    public int FirstInput => firstInput;

    public int Inputs => inputs;

    public bool IsTransposed => isTransposed;

    /// <summary>Gets whether the weight changed since it was packed.</summary>
    public bool IsStale => Volatile.Read(ref _version) != weight.Buffer!.Version;

    public float* Get(KernelSet kernels)
    {
        int version = weight.Buffer!.Version;
        if (Volatile.Read(ref _version) != version)
        {
            lock (_lock)
            {
                if (_version != version)
                {
                    Pack(kernels);
                    Volatile.Write(ref _version, version);
                }
            }
        }

        return _panels!.Data;
    }

    private void Pack(KernelSet kernels)
    {
        int outputs = weight.Shape[0];
        (int k, int n) = isTransposed ? (inputs, outputs) : (outputs, inputs);
        _panels ??= new NativeBlock(kernels.PackedSize(k, n));
        kernels.PackB(weight.Data + firstInput, weight.Shape[1], isTransposed, k, n, _panels.Data);
    }
}

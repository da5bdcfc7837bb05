namespace ReinFlow.Tensors.Cpu;

/// <summary>A packed copy of a weight [out, in], made when first used after a change of the weight.</summary>
/// <param name="transposed">Whether it is packed for x Wᵀ, the forward pass, or for dy W, the backward pass.</param>
internal sealed unsafe class PackedWeight(bool transposed)
{
    private readonly Lock _lock = new();
    private NativeBlock? _panels;
    private int _version = -1;

    public float* Get(CpuTensor weight, KernelSet kernels)
    {
        int version = weight.Buffer!.Version;
        if (Volatile.Read(ref _version) != version)
        {
            lock (_lock)
            {
                if (_version != version)
                {
                    Pack(weight, kernels);
                    Volatile.Write(ref _version, version);
                }
            }
        }

        return _panels!.Data;
    }

    private void Pack(CpuTensor weight, KernelSet kernels)
    {
        int outputs = weight.Shape[0];
        int inputs = weight.Shape[1];
        (int k, int n) = transposed ? (inputs, outputs) : (outputs, inputs);
        _panels ??= new NativeBlock(kernels.PackedSize(k, n));
        kernels.PackB(weight.Data, inputs, transposed, k, n, _panels.Data);
    }
}

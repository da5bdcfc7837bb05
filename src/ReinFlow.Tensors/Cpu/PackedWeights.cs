namespace ReinFlow.Tensors.Cpu;

/// <summary>Packed copies of a weight [out, in], each made when first used after a change of the weight.</summary>
/// <param name="weight">The weight.</param>
internal sealed unsafe class PackedWeights(CpuTensor weight)
{
    private readonly Lock _lock = new();
    private PackedWeight[] _copies = [];

    /// <summary>Gets the packed copy of some columns.</summary>
    /// <param name="kernels">The kernels that pack it.</param>
    /// <param name="firstInput">The first column.</param>
    /// <param name="inputs">The number of columns.</param>
    /// <param name="transposed">Whether it is packed for x Wᵀ, the forward pass, or for dy W, the backward pass.</param>
    public float* Get(KernelSet kernels, int firstInput, int inputs, bool transposed)
    {
        PackedWeight copy = Find(_copies, firstInput, inputs, transposed) ?? Add(firstInput, inputs, transposed);
        return copy.Get(kernels);
    }

    private static PackedWeight? Find(PackedWeight[] copies, int firstInput, int inputs, bool transposed)
    {
        foreach (PackedWeight copy in copies)
        {
            if (copy.FirstInput == firstInput && copy.Inputs == inputs && copy.IsTransposed == transposed)
            {
                return copy;
            }
        }

        return null;
    }

    private PackedWeight Add(int firstInput, int inputs, bool transposed)
    {
        lock (_lock)
        {
            PackedWeight? copy = Find(_copies, firstInput, inputs, transposed);
            if (copy is null)
            {
                copy = new PackedWeight(weight, firstInput, inputs, transposed);
                weight.Buffer!.AddPacked(copy);
                _copies = [.. _copies, copy];
            }

            return copy;
        }
    }
}

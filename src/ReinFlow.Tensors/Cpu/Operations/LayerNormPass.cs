namespace ReinFlow.Tensors.Cpu;

/// <summary>Layer normalisation of one block of rows, forwards and backwards: what layers and ensembles of layers have in common.</summary>
/// <param name="thread">The thread that computes.</param>
/// <param name="rows">The number of rows.</param>
/// <param name="features">The length of a row.</param>
internal readonly unsafe struct LayerNormPass(CpuThread thread, int rows, int features)
{
    /// <summary>Normalises; the statistics receive mean and inverse standard deviation of every row.</summary>
    public void Forward(float* input, float* weight, float* bias, float* result, float* statistics, float epsilon) =>
        thread.Kernels.LayerNorm(input, weight, bias, result, statistics, statistics + rows, rows, features, epsilon);

    /// <summary>Adds the gradients of weight and bias, and sets that of the input or adds to it, where they have any.</summary>
    public void Backward(
        float* gradient, float* input, float* statistics, CpuTensor weight, CpuTensor bias, float* inputGradient, bool accumulateInput)
    {
        CpuArena.Mark mark = thread.Arena.Position;
        var operands = new LayerNormGradient
        {
            Rows = rows,
            Columns = features,
            X = input,
            Gain = weight.Data,
            Mean = statistics,
            InverseStd = statistics + rows,
            Dy = gradient,

            // An input that needs no gradient still gets one, in memory that is dropped.
            Dx = inputGradient != null ? inputGradient : thread.Arena.Allocate((long)rows * features),
            DGain = Started(weight),
            DBias = Started(bias),
        };
        thread.Kernels.LayerNormBackward(operands, inputGradient != null && accumulateInput);
        thread.Arena.Rewind(mark);
    }

    private float* Started(CpuTensor parameter)
    {
        float* gradient = thread.GradientOf(parameter, out bool accumulate);
        if (gradient != null && !accumulate)
        {
            KernelSet.Fill(gradient, 0f, features);
        }

        return gradient;
    }
}

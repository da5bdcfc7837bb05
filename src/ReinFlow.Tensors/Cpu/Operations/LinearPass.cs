namespace ReinFlow.Tensors.Cpu;

/// <summary>One linear layer over one block of rows, forwards and backwards: what layers and ensembles of layers have in common.</summary>
/// <param name="thread">The thread that computes.</param>
/// <param name="weight">W, of shape [out, columns].</param>
/// <param name="firstColumn">The first column of W that the input meets.</param>
/// <param name="inputs">The number of columns that it meets.</param>
/// <param name="rows">The number of rows.</param>
internal readonly unsafe struct LinearPass(CpuThread thread, CpuTensor weight, int firstColumn, int inputs, int rows)
{
    private int Outputs => weight.Shape[0];

    /// <summary>result = activation(input Wᵀ + bias + start).</summary>
    public void Forward(float* input, float* bias, float* start, float* result, ActivationKind activation, float* preActivation)
    {
        CpuArena.Mark mark = thread.Arena.Position;
        thread.Kernels.Multiply(new MatrixProduct
        {
            M = rows,
            N = Outputs,
            K = inputs,
            A = input,
            LeadingA = inputs,
            PackedB = Panels(transposed: true),
            C = result,
            LeadingC = Outputs,
            Start = start,
            LeadingStart = Outputs,
            Bias = bias,
            Activation = activation,
            PreActivation = preActivation,
        });
        thread.Arena.Rewind(mark);
    }

    /// <summary>Sets the input's gradient, or adds to it, from that before the activation.</summary>
    public void BackwardToInput(float* gradient, float* inputGradient, bool accumulate)
    {
        CpuArena.Mark mark = thread.Arena.Position;
        thread.Kernels.Multiply(new MatrixProduct
        {
            M = rows,
            N = inputs,
            K = Outputs,
            A = gradient,
            LeadingA = Outputs,
            PackedB = Panels(transposed: false),
            C = inputGradient,
            LeadingC = inputs,
            Start = accumulate ? inputGradient : null,
            LeadingStart = inputs,
        });
        thread.Arena.Rewind(mark);
    }

    /// <summary>Adds the gradients of bias and weight, if they have any.</summary>
    public void BackwardToParameters(float* gradient, float* input, CpuTensor? bias)
    {
        float* biasGradient = thread.GradientOf(bias, out bool accumulateBias);
        if (biasGradient != null)
        {
            Clear(biasGradient, Outputs, accumulateBias);
            thread.Kernels.ColumnSumAccumulate(gradient, rows, Outputs, Outputs, biasGradient);
        }

        float* weightGradient = thread.GradientOf(weight, out bool accumulateWeight);
        if (weightGradient != null)
        {
            Clear(weightGradient, weight.Length, accumulateWeight);
            AddWeightGradient(gradient, input, weightGradient + firstColumn);
        }
    }

    private static void Clear(float* gradient, long length, bool accumulate)
    {
        if (!accumulate)
        {
            KernelSet.Fill(gradient, 0f, length);
        }
    }

    private void AddWeightGradient(float* gradient, float* input, float* target)
    {
        int leading = weight.Shape[1];
        CpuArena.Mark mark = thread.Arena.Position;
        thread.Kernels.Multiply(new MatrixProduct
        {
            M = Outputs,
            N = inputs,
            K = rows,
            A = gradient,
            LeadingA = Outputs,
            TransposedA = true,
            PackedB = Pack(input, inputs, false, rows, inputs),
            C = target,
            LeadingC = leading,
            Start = target,
            LeadingStart = leading,
        });
        thread.Arena.Rewind(mark);
    }

    /// <summary>Gets the columns of the weight, packed for x Wᵀ or for dy W; a parameter keeps them until it changes.</summary>
    private float* Panels(bool transposed)
    {
        if (weight.Panels is { } panels)
        {
            return panels.Get(thread.Kernels, firstColumn, inputs, transposed);
        }

        (int k, int n) = transposed ? (inputs, Outputs) : (Outputs, inputs);
        return Pack(weight.Data + firstColumn, weight.Shape[1], transposed, k, n);
    }

    private float* Pack(float* matrix, int leading, bool transposed, int k, int n)
    {
        float* panels = thread.Arena.Allocate(thread.Kernels.PackedSize(k, n));
        thread.Kernels.PackB(matrix, leading, transposed, k, n, panels);
        return panels;
    }
}

namespace ReinFlow.Tensors.Cpu;

/// <summary>Sines, then cosines, of a number at frequencies from 1 to 1/10000.</summary>
internal static unsafe class SinusoidalEmbedding
{
    public static CpuTensor Forward(CpuThread thread, CpuTensor positions, int dimension)
    {
        if (positions.Shape.Rank != 1 || dimension < 4 || dimension % 2 != 0)
        {
            throw new ArgumentException($"A sinusoidal embedding takes positions [n] and an even dimension of at least 4, not {positions.Shape} and {dimension}.");
        }

        int half = dimension / 2;
        CpuTensor result = thread.Create([positions.Shape[0], dimension]);
        float step = (float)(-Math.Log(10000.0) / (half - 1));
        for (int row = 0; row < positions.Shape[0]; row++)
        {
            float* target = result.Data + ((long)row * dimension);
            for (int i = 0; i < half; i++)
            {
                (float sine, float cosine) = MathF.SinCos(positions.Data[row] * MathF.Exp(i * step));
                target[i] = sine;
                target[half + i] = cosine;
            }
        }

        return result;
    }
}

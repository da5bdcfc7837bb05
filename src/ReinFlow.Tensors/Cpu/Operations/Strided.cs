namespace ReinFlow.Tensors.Cpu;

/// <summary>Runs of elements at regular distances.</summary>
internal static unsafe class Strided
{
    public static void Copy(float* source, long sourceStride, float* target, long targetStride, int runs, int length)
    {
        for (int run = 0; run < runs; run++)
        {
            new ReadOnlySpan<float>(source + (run * sourceStride), length).CopyTo(new Span<float>(target + (run * targetStride), length));
        }
    }

    public static void Add(float* source, long sourceStride, float* target, long targetStride, int runs, int length)
    {
        for (int run = 0; run < runs; run++)
        {
            float* from = source + (run * sourceStride);
            float* to = target + (run * targetStride);
            for (int i = 0; i < length; i++)
            {
                to[i] += from[i];
            }
        }
    }
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

/// <summary>Measures what a call allocates on the managed heap once it is warm.</summary>
internal static class Allocations
{
    private const int WarmUp = 50;
    private const int Measured = 20;

    public static long PerCall(TensorEngine engine, Action body)
    {
        Repeat(engine, body, WarmUp);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(engine, body, Measured);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Measured;
    }

    private static void Repeat(TensorEngine engine, Action body, int times)
    {
        for (int i = 0; i < times; i++)
        {
            using TensorScope scope = engine.OpenScope();
            body();
        }
    }
}

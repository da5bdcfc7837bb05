using ReinFlow.Tensors.Cpu;

namespace ReinFlow.Tensors.Tests.Kernels;

/// <summary>A matrix product with random operands, computed by the kernels and by plain loops in double precision.</summary>
internal sealed unsafe class MatrixProductCase : IDisposable
{
    private readonly NativeArray _a;
    private readonly NativeArray _b;
    private readonly NativeArray _bias;
    private readonly NativeArray _start;
    private readonly NativeArray _other;

    public MatrixProductCase(int m, int n, int k, int seed)
    {
        (M, N, K) = (m, n, k);
        var random = new Random(seed);
        (LeadingC, ExtraA, ExtraB) = (n + random.Next(4), random.Next(4), random.Next(4));
        _a = NativeArray.Random((m + 4) * (k + 4), seed + 1);
        _b = NativeArray.Random((n + 4) * (k + 4), seed + 2);
        _bias = NativeArray.Random(n, seed + 3);
        _start = NativeArray.Random(m * LeadingC, seed + 4);
        _other = NativeArray.Random(m * LeadingOther, seed + 5);
        C = _start.Copy();
        PreActivation = _start.Copy();
    }

    public int M { get; }

    public int N { get; }

    public int K { get; }

    public bool TransposedA { get; init; }

    public bool TransposedB { get; init; }

    public bool Accumulate { get; init; }

    /// <summary>Gets whether a matrix other than C is added.</summary>
    public bool WithStart { get; init; }

    public bool WithBias { get; init; }

    public bool WithPreActivation { get; init; }

    public ActivationKind Activation { get; init; }

    public NativeArray C { get; }

    public NativeArray PreActivation { get; }

    public int LeadingC { get; }

    private int LeadingOther => N + 3;

    private int ExtraA { get; }

    private int ExtraB { get; }

    private int LeadingA => (TransposedA ? M : K) + ExtraA;

    private int LeadingB => (TransposedB ? K : N) + ExtraB;

    public void Run(KernelSet kernels) => Run(kernels, 0, M);

    /// <summary>Computes a range of rows of C alone.</summary>
    public void Run(KernelSet kernels, int firstRow, int rows)
    {
        using var packed = new NativeArray((int)kernels.PackedSize(K, N));
        kernels.PackB(_b.Pointer, LeadingB, TransposedB, K, N, packed.Pointer);
        Assert.That(packed.BordersAreIntact, "packing stays inside");
        int offset = firstRow * LeadingC;
        kernels.Multiply(new MatrixProduct
        {
            M = rows,
            N = N,
            K = K,
            A = _a.Pointer + (TransposedA ? firstRow : firstRow * LeadingA),
            LeadingA = LeadingA,
            TransposedA = TransposedA,
            PackedB = packed.Pointer,
            C = C.Pointer + offset,
            LeadingC = LeadingC,
            Start = WithStart ? _other.Pointer + (firstRow * LeadingOther) : Accumulate ? C.Pointer + offset : null,
            LeadingStart = WithStart ? LeadingOther : LeadingC,
            Bias = WithBias ? _bias.Pointer : null,
            Activation = Activation,
            PreActivation = WithPreActivation ? PreActivation.Pointer + offset : null,
        });
    }

    public void AssertCorrect()
    {
        for (int row = 0; row < M; row++)
        {
            for (int column = 0; column < LeadingC; column++)
            {
                AssertElement(row, column);
            }
        }

        Assert.That(C.BordersAreIntact && PreActivation.BordersAreIntact, "the result stays inside");
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _bias.Dispose();
        _start.Dispose();
        _other.Dispose();
        C.Dispose();
        PreActivation.Dispose();
    }

    private void AssertElement(int row, int column)
    {
        int index = (row * LeadingC) + column;
        if (column >= N)
        {
            Check.Close(C[index], _start[index], 0, row, column);
            return;
        }

        double sum = WithStart ? _other[(row * LeadingOther) + column] : Accumulate ? _start[index] : 0;
        double magnitude = Math.Abs(sum) + 1;
        for (int p = 0; p < K; p++)
        {
            double a = TransposedA ? _a[(p * LeadingA) + row] : _a[(row * LeadingA) + p];
            double b = TransposedB ? _b[(column * LeadingB) + p] : _b[(p * LeadingB) + column];
            sum += a * b;
            magnitude += Math.Abs(a * b);
        }

        sum += WithBias ? _bias[column] : 0;
        double tolerance = magnitude * (4 + Math.Sqrt(K)) * 6e-8;
        Check.Close(C[index], Reference.Activate(Activation, sum), 2 * tolerance, row, column);
        if (WithPreActivation)
        {
            Check.Close(PreActivation[index], sum, tolerance, row, column);
        }
    }
}

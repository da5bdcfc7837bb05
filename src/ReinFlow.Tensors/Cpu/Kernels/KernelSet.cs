using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReinFlow.Tensors.Cpu;

/// <summary>The single-threaded numeric kernels of the CPU engine, compiled for one instruction set.</summary>
/// <remarks>
/// Matrices are row-major; <c>ld</c> arguments are distances between rows in elements. Pointers need no alignment. A destination may be
/// one of the sources of an elementwise kernel, but arrays may not overlap in part. No kernel allocates managed memory, and none
/// keeps state: the same arguments give the same bits, on any thread.
/// </remarks>
internal abstract unsafe class KernelSet
{
    

    protected KernelSet(InstructionSet instructionSet) => InstructionSet = instructionSet;

    public InstructionSet InstructionSet { get; }

    /// <summary>Columns of a full panel of a packed matrix.</summary>
    public abstract int PanelWidth { get; }

    /// <summary>The kernels for an instruction set.</summary>
    /// <exception cref="PlatformNotSupportedException">This processor cannot run it.</exception>
    public static KernelSet For(InstructionSet instructionSet)
    {
        if (!InstructionSets.IsSupported(instructionSet))
        {
            throw new PlatformNotSupportedException(
                $"This processor cannot run {instructionSet} kernels. Use {InstructionSets.Best}, the best one it can.");
        }

        return instructionSet switch
        {
            InstructionSet.Avx512 => new KernelSet<Simd512, Vector512<float>>(instructionSet),
            InstructionSet.Avx2 => new KernelSet<Simd256, Vector256<float>>(instructionSet),
            _ => new KernelSet<SimdPortable, Vector<float>>(instructionSet),
        };
    }

    /// <summary>Whether an activation's derivative follows from its output, so that the input need not be kept.</summary>
    public static bool DerivativeFromOutput(ActivationKind kind) => Activations.DerivativeFromOutput(kind);

    /// <summary>Floats that a packed k×n matrix takes.</summary>
    public abstract long PackedSize(int k, int n);

    /// <summary>Packs B[k, n], or its transpose given as [n, k], for <see cref="Multiply"/>.</summary>
    public abstract void PackB(float* b, int ldb, bool transposed, int k, int n, float* packed);

    /// <summary>C = activation(A·B + bias + start).</summary>
    public abstract void Multiply(in MatrixProduct product);

    public abstract void Activate(ActivationKind kind, float* x, float* y, long n);

    /// <summary>dx (+)= dy·f′.</summary>
    /// <param name="kind">The activation f.</param>
    /// <param name="x">Its input; may be null if <see cref="DerivativeFromOutput"/>.</param>
    /// <param name="y">Its output; may be null unless <see cref="DerivativeFromOutput"/>.</param>
    /// <param name="dy">The gradient of the output.</param>
    /// <param name="dx">The gradient of the input; may be <paramref name="dy"/>.</param>
    /// <param name="n">The number of elements.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    public abstract void ActivateBackward(
        ActivationKind kind, float* x, float* y, float* dy, float* dx, long n, bool accumulate);

    /// <summary>destination[i] = f(x[i]).</summary>
    public abstract void Apply(UnaryOperation operation, float* x, float* destination, long n);

    /// <summary>destination[i] = x[i] op y[i].</summary>
    public abstract void Combine(BinaryOperation operation, float* x, float* y, float* destination, long n);

    /// <summary>destination[i] = x[i] op s.</summary>
    public abstract void CombineScalar(BinaryOperation operation, float* x, float s, float* destination, long n);

    /// <summary>destination[r, c] = x[r, c] op v[c].</summary>
    public abstract void CombineRow(BinaryOperation operation, float* x, float* v, float* destination, long rows, long columns);

    /// <summary>destination[r, c] = x[r, c] op s[r].</summary>
    public abstract void CombineColumn(BinaryOperation operation, float* x, float* s, float* destination, long rows, long columns);

    /// <summary>sum[i] += factor·x[i].</summary>
    public abstract void MultiplyAdd(float* sum, float* x, float factor, long n);

    /// <summary>destination[i] = x[i] moved into [low, high]; NaN stays NaN.</summary>
    public abstract void Clamp(float* x, float low, float high, float* destination, long n);

    /// <summary>average = decay·average + (1 − decay)·theta.</summary>
    public abstract void Lerp(float* average, float* theta, double decay, long n);

    /// <summary>destination[c] += Σᵣ x[r, c].</summary>
    public abstract void ColumnSumAccumulate(float* x, int rows, int columns, int ld, float* destination);

    /// <summary>y = (x − mean)/√(variance + ε)·gain + bias for each row of [rows, columns]; gain and bias may be null.</summary>
    /// <param name="x">The input.</param>
    /// <param name="gain">[columns] or null.</param>
    /// <param name="bias">[columns] or null.</param>
    /// <param name="y">The output; may be <paramref name="x"/>.</param>
    /// <param name="mean">Receives the mean of each row.</param>
    /// <param name="inverseStd">Receives 1/√(variance + ε) of each row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public abstract void LayerNorm(
        float* x, float* gain, float* bias, float* y, float* mean, float* inverseStd, int rows, int columns, float epsilon);

    /// <summary>The gradients of <see cref="LayerNorm"/>; those of gain and bias are added to, that of x if <paramref name="accumulate"/>.</summary>
    public abstract void LayerNormBackward(in LayerNormGradient gradient, bool accumulate);

    /// <summary>One AdamW step with PyTorch's definition over flat arrays.</summary>
    public abstract void AdamW(float* theta, float* m, float* v, float* gradient, long n, in AdamWStep step);

    public static void Fill(float* destination, float value, long n)
    {
        for (; n > int.MaxValue; n -= int.MaxValue)
        {
            new Span<float>(destination, int.MaxValue).Fill(value);
            destination += int.MaxValue;
        }

        new Span<float>(destination, (int)n).Fill(value);
    }

    public static void Copy(float* source, float* destination, long n) =>
        Buffer.MemoryCopy(source, destination, n * sizeof(float), n * sizeof(float));

    /// <summary>Copies a block of a matrix into a block of another.</summary>
    public static void CopyBlock(float* source, int lds, float* destination, int ldd, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            Unsafe.CopyBlockUnaligned(
                destination + ((long)row * ldd), source + ((long)row * lds), (uint)columns * sizeof(float));
        }
    }
}

namespace ReinFlow.Tensors.Cpu;

/// <summary>NumPy's broadcasting: axes are aligned from the last one, and an axis of length 1 is repeated.</summary>
internal static unsafe class Broadcast
{
    public static TensorShape Shape(TensorShape left, TensorShape right)
    {
        if (left == right)
        {
            return left;
        }

        int rank = Math.Max(left.Rank, right.Rank);
        Span<int> axes = stackalloc int[TensorShape.MaxRank];
        for (int i = 1; i <= rank; i++)
        {
            int a = i <= left.Rank ? left[left.Rank - i] : 1;
            int b = i <= right.Rank ? right[right.Rank - i] : 1;
            if (a != b && a != 1 && b != 1)
            {
                throw new ArgumentException($"The shapes {left} and {right} do not broadcast: {a} meets {b}.");
            }

            axes[rank - i] = a == 1 ? b : a;
        }

        return TensorShape.Create(axes[..rank]);
    }

    /// <summary>Gets the elements repeated to a shape, in temporary memory unless they have it already.</summary>
    public static float* Expand(CpuThread thread, CpuTensor operand, TensorShape shape)
    {
        if (operand.Shape.ElementCount == shape.ElementCount)
        {
            return operand.Data;
        }

        float* expanded = thread.Arena.Allocate(shape.ElementCount);
        if (operand.Length == 1)
        {
            KernelSet.Fill(expanded, *operand.Data, shape.ElementCount);
            return expanded;
        }

        Span<int> strides = stackalloc int[TensorShape.MaxRank];
        Strides(operand.Shape, shape, strides);
        var walk = new Walk(shape, strides);
        int inner = shape.LastAxis;
        int step = strides[shape.Rank - 1];
        for (int row = 0; row < shape.Rows; row++)
        {
            float* source = operand.Data + walk.Offset;
            float* target = expanded + ((long)row * inner);
            for (int i = 0; i < inner; i++)
            {
                target[i] = source[i * step];
            }

            walk.Next();
        }

        return expanded;
    }

    /// <summary>Sums over the axes along which an operand was repeated.</summary>
    public static void Reduce(CpuThread thread, float* share, TensorShape shape, float* gradient, TensorShape operand, bool accumulate)
    {
        if (operand.ElementCount == shape.ElementCount)
        {
            if (accumulate)
            {
                thread.Kernels.Combine(BinaryOperation.Add, gradient, share, gradient, shape.ElementCount);
            }
            else
            {
                KernelSet.Copy(share, gradient, shape.ElementCount);
            }

            return;
        }

        if (!accumulate)
        {
            KernelSet.Fill(gradient, 0f, operand.ElementCount);
        }

        Span<int> strides = stackalloc int[TensorShape.MaxRank];
        Strides(operand, shape, strides);
        var walk = new Walk(shape, strides);
        int inner = shape.LastAxis;
        int step = shape.Rank == 0 ? 0 : strides[shape.Rank - 1];
        for (int row = 0; row < shape.Rows; row++)
        {
            float* target = gradient + walk.Offset;
            float* source = share + ((long)row * inner);
            if (step == 0)
            {
                *target += (float)Reductions.Sum(source, inner);
            }
            else
            {
                thread.Kernels.Combine(BinaryOperation.Add, target, source, target, inner);
            }

            walk.Next();
        }
    }

    private static void Strides(TensorShape operand, TensorShape shape, Span<int> strides)
    {
        int stride = 1;
        for (int i = 1; i <= shape.Rank; i++)
        {
            int length = i <= operand.Rank ? operand[operand.Rank - i] : 1;
            strides[shape.Rank - i] = length == 1 ? 0 : stride;
            stride *= length;
        }
    }

    /// <summary>Goes through the rows of a shape and follows the offset of the same row in a repeated operand.</summary>
    private ref struct Walk(TensorShape shape, Span<int> strides)
    {
        private readonly TensorShape _shape = shape;
        private readonly Span<int> _strides = strides;
        private Counters _counters;

        public int Offset { get; private set; }

        public void Next()
        {
            for (int axis = _shape.Rank - 2; axis >= 0; axis--)
            {
                Offset += _strides[axis];
                if (++_counters[axis] < _shape[axis])
                {
                    return;
                }

                Offset -= _counters[axis] * _strides[axis];
                _counters[axis] = 0;
            }
        }

        [System.Runtime.CompilerServices.InlineArray(TensorShape.MaxRank)]
        private struct Counters
        {
            private int _first;
        }
    }
}

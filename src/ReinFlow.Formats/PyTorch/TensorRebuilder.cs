using System.Collections.Immutable;

namespace ReinFlow.Formats;

/// <summary>Makes tensors from storages, as <c>_rebuild_tensor_v2</c> and <c>_rebuild_parameter</c> do.</summary>
internal sealed class TensorRebuilder(FormatSource source)
{
    /// <summary>Arguments: storage, offset, extents, strides, requires_grad, hooks.</summary>
    public object Rebuild(IReadOnlyList<object?> arguments)
    {
        if (arguments is not [StorageView storage, long offset, IReadOnlyList<object?> extents, IReadOnlyList<object?> steps, ..]
            || extents.Count != steps.Count || !extents.All(extent => extent is long) || !steps.All(step => step is long))
        {
            throw source.Damaged("a tensor without storage, offset, shape and strides", "all four");
        }

        ImmutableArray<int> shape = ShapeMath.Require([.. extents.Cast<long>()], source);
        ImmutableArray<long> strides = [.. steps.Cast<long>()];
        long count = ShapeMath.ElementCount(shape, source);
        if (count == 0)
        {
            return new TensorData(shape, storage.DataType, default);
        }

        RequireInside(storage, offset, shape, strides, count);
        int size = ElementConverter.SizeOf(storage.DataType);
        ReadOnlyMemory<byte> bytes = storage.Bytes[checked((int)(offset * size))..];
        return new TensorData(shape, storage.DataType, bytes, IsContiguous(shape, strides) ? default : strides);
    }

    /// <summary>A parameter is its tensor.</summary>
    public object Unwrap(IReadOnlyList<object?> arguments) => arguments is [TensorData tensor, ..]
        ? tensor
        : throw source.Damaged("a parameter without a tensor", "a tensor");

    private void RequireInside(StorageView storage, long offset, ImmutableArray<int> shape, ImmutableArray<long> strides, long count)
    {
        Int128 last = offset;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (strides[axis] < 0)
            {
                throw source.Damaged($"stride {strides[axis]}", "0 or more");
            }

            last += (Int128)(shape[axis] - 1) * strides[axis];
        }

        // An expanded view (stride 0) could claim any size; a state dict has none.
        if (offset < 0 || last >= storage.Count || count > storage.Count)
        {
            throw source.Damaged(
                $"a tensor [{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] from element {offset} on",
                $"one inside its storage of {storage.Count} elements");
        }
    }

    private static bool IsContiguous(ImmutableArray<int> shape, ImmutableArray<long> strides)
    {
        long expected = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (shape[axis] != 1 && strides[axis] != expected)
            {
                return false;
            }

            expected *= shape[axis];
        }

        return true;
    }
}

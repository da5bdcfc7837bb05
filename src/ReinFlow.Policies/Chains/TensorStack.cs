using System.Buffers;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Collects the tensors of one shape that the steps of a chain yield, and joins them; its memory is borrowed.</summary>
internal readonly ref struct TensorStack : IDisposable
{
    private readonly Tensor[] _items;

    public TensorStack(int count)
    {
        _items = ArrayPool<Tensor>.Shared.Rent(count);
        Items = _items.AsSpan(0, count);
    }

    /// <summary>Gets the tensors, each of shape [batch, ...].</summary>
    public Span<Tensor> Items { get; }

    /// <summary>Joins the tensors along a new second axis.</summary>
    /// <param name="axes">The other axes of the result, without batch and count, whatever the axes of the tensors were.</param>
    /// <returns>The joined tensor, of shape [batch, count, axes...].</returns>
    public Tensor Join(params ReadOnlySpan<int> axes)
    {
        Span<int> shape = stackalloc int[axes.Length + 2];
        (shape[0], shape[1]) = (Items[0].Shape[0], 1);
        axes.CopyTo(shape[2..]);
        foreach (ref Tensor item in Items)
        {
            item = item.Reshape(TensorShape.Create(shape));
        }

        return Items[0].Engine.Concatenate(1, Items);
    }

    public void Dispose() => ArrayPool<Tensor>.Shared.Return(_items, clearArray: true);
}

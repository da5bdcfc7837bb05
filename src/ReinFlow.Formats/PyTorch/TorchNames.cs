using System.Text;

namespace ReinFlow.Formats;

/// <summary>The names that a PyTorch checkpoint may refer to, and what stands for them.</summary>
internal sealed class TorchNames : IPickleNames
{
    private readonly FormatSource _source;
    private readonly TorchStorages _storages;
    private readonly Dictionary<string, Func<IReadOnlyList<object?>, object?>> _calls;

    public TorchNames(FormatSource source, TorchStorages storages)
    {
        _source = source;
        _storages = storages;
        var tensors = new TensorRebuilder(source);
        var scalars = new NumpyScalars(source);
        _calls = new(StringComparer.Ordinal)
        {
            ["collections.OrderedDict"] = CreateDictionary,
            ["torch._utils._rebuild_tensor_v2"] = tensors.Rebuild,
            ["torch._utils._rebuild_parameter"] = tensors.Unwrap,
            ["torch.Size"] = CreateSize,
            ["torch.device"] = CreateDevice,
            ["_codecs.encode"] = Encode,
            ["numpy.dtype"] = scalars.CreateType,
            ["numpy.core.multiarray.scalar"] = scalars.Create,
            ["numpy._core.multiarray.scalar"] = scalars.Create,
        };
    }

    public PickleGlobal Find(string module, string name)
    {
        string fullName = $"{module}.{name}";
        if (_calls.TryGetValue(fullName, out Func<IReadOnlyList<object?>, object?>? create))
        {
            return new PickleGlobal(fullName, create);
        }

        return TorchStorages.TypeOf(fullName) is not null
            ? new PickleGlobal(fullName, null)
            : throw _source.Error(
                $"a reference to {FormatSource.Printable(fullName)}, which is not on the list of allowed names",
                "tensors and plain data",
                "Load the file in Python and save only the state dicts and numbers that are needed.");
    }

    public object Persistent(object? identifier) => _storages.Find(identifier);

    public void SetState(object? target, object? state)
    {
        switch (target)
        {
            // Attributes of a dictionary, such as the version numbers of a state dict, carry no values.
            case OrderedDictionary<object, object?>:
                break;
            case NumpyScalarType type:
                type.RequireLittleEndian(state, _source);
                break;
            default:
                throw _source.Damaged("the state of an object that has none", "plain data");
        }
    }

    private OrderedDictionary<object, object?> CreateDictionary(IReadOnlyList<object?> arguments)
    {
        var dictionary = new OrderedDictionary<object, object?>();
        if (arguments is [IReadOnlyList<object?> pairs])
        {
            foreach (object? pair in pairs)
            {
                if (pair is not IReadOnlyList<object?> { Count: 2 } items || items[0] is not (string or long))
                {
                    throw _source.Damaged("a dictionary made of something else than pairs", "pairs with plain keys");
                }

                dictionary[items[0]!] = items[1];
            }
        }
        else if (arguments.Count != 0)
        {
            throw _source.Damaged($"a dictionary made of {arguments.Count} arguments", "none, or a list of pairs");
        }

        return dictionary;
    }

    private object CreateSize(IReadOnlyList<object?> arguments) => arguments is [IReadOnlyList<object?> extents] && extents.All(extent => extent is long)
        ? extents
        : throw _source.Damaged("a torch.Size that is no list of integers", "integers");

    private string CreateDevice(IReadOnlyList<object?> arguments) => arguments switch
    {
        [string kind] => kind,
        [string kind, long index] => $"{kind}:{index}",
        _ => throw _source.Damaged("a torch.device that is no name", "a name and an index"),
    };

    /// <summary>Bytes, which protocol 2 spells as text.</summary>
    private byte[] Encode(IReadOnlyList<object?> arguments) => arguments is [string text, "latin1"]
        ? Encoding.Latin1.GetBytes(text)
        : throw _source.Damaged("text in an encoding other than latin1", "latin1");
}

using System.Collections;

namespace ReinFlow.Formats;

/// <summary>Writes checkpoints that <c>torch.load</c> opens.</summary>
/// <remarks>
/// The archive has the layout of PyTorch 1.6 and later: a pickle of protocol 2 and one uncompressed entry per tensor. The same data give
/// the same bytes. With <c>weights_only=True</c> PyTorch 1.13 refuses every file that has real numbers outside of tensors.
/// </remarks>
public sealed class PyTorchWriter
{
    private const string Folder = "archive";
    private const int DeepestNesting = 100;

    private readonly PickleOutput _pickle = new();
    private readonly List<TensorData> _storages = [];

    private PyTorchWriter()
    {
    }

    /// <summary>Writes a checkpoint; an existing file is replaced as a whole.</summary>
    /// <param name="path">Path of the file. Its directory must exist.</param>
    /// <param name="root">
    /// What is saved. Keys are texts or integers; values are nested dictionaries, state dicts by name, lists, <see cref="TensorData"/>, texts, integers, reals,
    /// truth values or null.
    /// </param>
    /// <exception cref="ArgumentException">A key or a value is of another kind, or the data are nested more than 100 deep.</exception>
    public static void Save(string path, IReadOnlyDictionary<object, object?> root)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(root);
        var writer = new PyTorchWriter();
        writer._pickle.Protocol();
        writer.Write(root, "the root", DeepestNesting);
        writer._pickle.Operation('.');
        writer.WriteArchive(path);
    }

    private void WriteArchive(string path)
    {
        using var target = new ZipTarget(path, isCompressed: false);
        target.Add($"{Folder}/data.pkl", _pickle.Bytes);
        for (int i = 0; i < _storages.Count; i++)
        {
            target.Add($"{Folder}/data/{i}", _storages[i].ContiguousBytes().Span);
        }

        target.Add($"{Folder}/version", "3\n"u8);
        target.Complete();
    }

    private void Write(object? value, string place, int depth)
    {
        if (depth == 0)
        {
            throw new ArgumentException($"The data at {place} are nested more than {DeepestNesting} deep, or contain themselves.");
        }

        switch (value)
        {
            case null:
                _pickle.Operation('N');
                break;
            case bool truth:
                _pickle.Truth(truth);
                break;
            case string text:
                _pickle.Text(text);
                break;
            case int or long:
                _pickle.Integer(Convert.ToInt64(value, null));
                break;
            case float or double:
                _pickle.Real(Convert.ToDouble(value, null));
                break;
            case TensorData tensor:
                WriteTensor(tensor, place);
                break;
            case IReadOnlyDictionary<object, object?> dictionary:
                WriteDictionary(dictionary, place, depth);
                break;
            case IReadOnlyDictionary<string, TensorData> tensors:
                WriteDictionary(tensors.ToDictionary(object (entry) => entry.Key, object? (entry) => entry.Value), place, depth);
                break;
            case IReadOnlyDictionary<string, object?> values:
                WriteDictionary(values.ToDictionary(object (entry) => entry.Key, entry => entry.Value), place, depth);
                break;
            case IEnumerable list and not IDictionary:
                WriteList(list, place, depth);
                break;
            default:
                throw new ArgumentException(
                    $"The value at {place} is a {value.GetType().Name}. A checkpoint holds tensors, dictionaries by text or of objects, lists, texts and numbers.");
        }
    }

    private void WriteDictionary(IReadOnlyDictionary<object, object?> dictionary, string place, int depth)
    {
        _pickle.Operation('}');
        _pickle.Operation('(');
        foreach ((object key, object? value) in dictionary)
        {
            if (key is not (string or int or long))
            {
                throw new ArgumentException($"A key at {place} is a {key.GetType().Name}. Keys are texts or integers.");
            }

            Write(key, place, depth);
            Write(value, $"'{key}'", depth - 1);
        }

        _pickle.Operation('u');
    }

    private void WriteList(IEnumerable list, string place, int depth)
    {
        _pickle.Operation(']');
        _pickle.Operation('(');
        foreach (object? item in list)
        {
            Write(item, place, depth - 1);
        }

        _pickle.Operation('e');
    }

    /// <summary>A call of <c>torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)</c>.</summary>
    private void WriteTensor(TensorData tensor, string place)
    {
        _pickle.Global("torch._utils", "_rebuild_tensor_v2");
        _pickle.Operation('(');
        WriteStorage(tensor, place);
        _pickle.Integer(0);
        WriteTuple(tensor.Shape.AsSpan());
        WriteTuple(ShapeMath.Strides(tensor.Shape.AsSpan()));
        _pickle.Truth(false);
        _pickle.Global("collections", "OrderedDict");
        _pickle.Operation(')');
        _pickle.Operation('R');
        _pickle.Operation('t');
        _pickle.Operation('R');
    }

    private void WriteStorage(TensorData tensor, string place)
    {
        string type = TorchStorages.NameOf(tensor.DataType)
            ?? throw new ArgumentException($"The tensor at {place} has elements of {tensor.DataType}, which PyTorch does not have.");
        _pickle.Operation('(');
        _pickle.Text("storage");
        _pickle.Global("torch", type);
        _pickle.Text($"{_storages.Count}");
        _pickle.Text("cpu");
        _pickle.Integer(tensor.ElementCount);
        _pickle.Operation('t');
        _pickle.Operation('Q');
        _storages.Add(tensor);
    }

    private void WriteTuple(ReadOnlySpan<int> numbers)
    {
        _pickle.Operation('(');
        foreach (int number in numbers)
        {
            _pickle.Integer(number);
        }

        _pickle.Operation('t');
    }
}

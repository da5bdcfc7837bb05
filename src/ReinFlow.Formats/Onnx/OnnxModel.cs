namespace ReinFlow.Formats;

/// <summary>A model in the format of ONNX (https://onnx.ai), collected operator by operator and written as one file.</summary>
/// <remarks>
/// The file asks for operator set 13 and version 7 of the format, which ONNX 1.8 and later read. Operators that no output needs are left
/// out. The same model gives the same bytes. There is no reader: a model is for other programs.
/// </remarks>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class OnnxModel
{
    /// <summary>The version of the operators.</summary>
    public const int OperatorSet = 13;

    private const int FormatVersion = 7;

    /// <summary>Readers of protocol buffers take messages of up to 2 GiB; some room is left for what is not weights.</summary>
    private const long MaximumBytes = int.MaxValue - (16 << 20);

    private readonly string _name;
    private readonly List<OnnxValue> _inputs = [];
    private readonly List<OnnxValue> _outputs = [];
    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<string, TensorData> _constants = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Starts a model.</summary>
    /// <param name="name">Its name.</param>
    public OnnxModel(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = name;
    }

    /// <summary>Adds an input.</summary>
    /// <param name="input">The input.</param>
    /// <exception cref="ArgumentException">The name was used before.</exception>
    public void AddInput(OnnxValue input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Claim(input.Name);
        _inputs.Add(input);
    }

    /// <summary>Adds an output, which an operator makes.</summary>
    /// <param name="output">The output.</param>
    /// <exception cref="ArgumentException">Nothing of this name was added before.</exception>
    public void AddOutput(OnnxValue output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Require(output.Name);
        _outputs.Add(output);
    }

    /// <summary>Adds a constant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values: float32 or int64.</param>
    /// <exception cref="ArgumentException">The name was used before, or the values are of another type.</exception>
    public void AddConstant(string name, TensorData values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _ = TypeOf(values);
        Claim(name);
        _constants.Add(name, values);
    }

    /// <summary>Adds an operator; what it reads was added before.</summary>
    /// <param name="node">The operator.</param>
    /// <exception cref="ArgumentException">It reads something unknown, or makes something that there is already.</exception>
    public void AddNode(OnnxNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        foreach (string input in node.Inputs)
        {
            Require(input);
        }

        Claim(node.Output);
        _nodes.Add(node);
    }

    /// <summary>Adds a free text.</summary>
    /// <param name="key">Its name; a text of the same name is replaced.</param>
    /// <param name="value">The text.</param>
    public void AddMetadata(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        _metadata[key] = value;
    }

    /// <summary>Writes the model; an existing file is replaced as a whole.</summary>
    /// <param name="path">Path of the file. Its directory must exist.</param>
    /// <exception cref="InvalidOperationException">The model has no output.</exception>
    /// <exception cref="NotSupportedException">The constants take more than 2 GiB.</exception>
    public void Save(string path)
    {
        ProtobufWriter model = new ProtobufWriter()
            .Integer(1, FormatVersion)
            .Text(2, "ReinFlow")
            .Message(7, Graph())
            .Message(8, new ProtobufWriter().Text(1, string.Empty).Integer(2, OperatorSet));
        foreach ((string key, string value) in _metadata)
        {
            model.Message(14, new ProtobufWriter().Text(1, key).Text(2, value));
        }

        using var file = new AtomicFile(path);
        file.Stream.Write(model.Bytes);
        file.Commit();
    }

    private ProtobufWriter Graph()
    {
        if (_outputs.Count == 0)
        {
            throw new InvalidOperationException($"The model '{_name}' has no output. Add one before it is saved.");
        }

        HashSet<string> needed = Needed();
        long size = _constants.Where(constant => needed.Contains(constant.Key)).Sum(constant => (long)constant.Value.ContiguousBytes().Length);
        if (size > MaximumBytes)
        {
            throw new NotSupportedException($"The weights take {size} bytes, but one ONNX file holds less than 2 GiB. Keep the policy as safetensors.");
        }

        var graph = new ProtobufWriter();
        Write(graph, 1, _nodes.Where(node => needed.Contains(node.Output)).Select(node => node.Encode()));
        graph.Text(2, _name);
        Write(graph, 5, _constants.Where(constant => needed.Contains(constant.Key)).Select(constant => Encode(constant.Key, constant.Value)));
        Write(graph, 11, _inputs.Select(value => value.Encode()));
        Write(graph, 12, _outputs.Select(value => value.Encode()));
        return graph;
    }

    private HashSet<string> Needed()
    {
        HashSet<string> needed = [.. _outputs.Select(output => output.Name)];
        foreach (OnnxNode node in Enumerable.Reverse(_nodes))
        {
            if (needed.Contains(node.Output))
            {
                needed.UnionWith(node.Inputs);
            }
        }

        return needed;
    }

    private static ProtobufWriter Encode(string name, TensorData values)
    {
        var writer = new ProtobufWriter();
        foreach (int length in values.Shape)
        {
            writer.Integer(1, length);
        }

        return writer.Integer(2, TypeOf(values)).Text(8, name).Raw(9, values.ContiguousBytes().Span);
    }

    private static int TypeOf(TensorData values) => values.DataType switch
    {
        TensorDataType.Float32 => 1,
        TensorDataType.Int64 => 7,
        _ => throw new ArgumentException($"A constant has elements of {values.DataType}. Give float32 or int64.", nameof(values)),
    };

    private static void Write(ProtobufWriter writer, int field, IEnumerable<ProtobufWriter> messages)
    {
        foreach (ProtobufWriter message in messages)
        {
            writer.Message(field, message);
        }
    }

    private void Claim(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_names.Add(name))
        {
            throw new ArgumentException($"The name '{name}' is taken.", nameof(name));
        }
    }

    private void Require(string name)
    {
        if (!_names.Contains(name))
        {
            throw new ArgumentException($"There is nothing named '{name}' in the model yet.", nameof(name));
        }
    }
}

namespace ReinFlow.Tensors;

/// <summary>The memory of a module tree: one flat buffer of values and one of gradients, the trained parameters first.</summary>
/// <remarks>Optimiser, averages, norms, checkpoints and broadcasts are each one pass over these buffers.</remarks>
public sealed class ParameterStore : IDisposable
{
    /// <summary>Parameters start at multiples of this many elements, a cache line.</summary>
    private const int Alignment = 16;

    private readonly List<ParameterEntry> _entries = [];

    /// <summary>Initializes a new instance of the <see cref="ParameterStore"/> class and fills the parameters.</summary>
    /// <param name="engine">The engine that holds the memory.</param>
    /// <param name="root">The root of the module tree.</param>
    /// <param name="random">The source of the initial values; every parameter uses a stream named after it.</param>
    public ParameterStore(TensorEngine engine, Module root, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(random);

        Engine = engine;
        (string Name, Parameter Parameter)[] parameters = [.. root.NamedParameters()];
        int length = 0;
        foreach (bool trainable in (ReadOnlySpan<bool>)[true, false])
        {
            foreach ((string name, Parameter parameter) in parameters.Where(item => item.Parameter.IsTrainable == trainable))
            {
                _entries.Add(new ParameterEntry(name, parameter.Shape, length, trainable));
                length = (length + parameter.Shape.ElementCount + Alignment - 1) / Alignment * Alignment;
            }

            TrainableLength = trainable ? length : TrainableLength;
        }

        Values = engine.CreatePersistent([Math.Max(length, Alignment)]);
        Gradients = engine.CreatePersistent([Math.Max(length, Alignment)]);
        Dictionary<string, Parameter> byName = parameters.ToDictionary(item => item.Name, item => item.Parameter, StringComparer.Ordinal);
        float[] values = new float[Values.Shape.ElementCount];
        foreach (ParameterEntry entry in _entries)
        {
            Parameter parameter = byName[entry.Name];
            parameter.Initializer(values.AsSpan(entry.Offset, entry.Shape.ElementCount), random.Split(entry.Name));
            parameter.Bind(engine.CreateParameter(Values, entry.IsTrainable ? Gradients : null, entry.Offset, entry.Shape));
        }

        Values.CopyFrom(values);

        // The tree's own order, which is that of PyTorch's state dictionaries.
        Entries = [.. parameters.Select(item => _entries.Single(entry => entry.Name == item.Name))];
    }

    /// <summary>Gets the engine that holds the memory.</summary>
    public TensorEngine Engine { get; }

    /// <summary>Gets the parameters in the order of the module tree.</summary>
    public IReadOnlyList<ParameterEntry> Entries { get; }

    /// <summary>Gets the flat values.</summary>
    public Tensor Values { get; }

    /// <summary>Gets the flat gradients.</summary>
    public Tensor Gradients { get; }

    /// <summary>Gets the number of leading elements that optimisers update.</summary>
    public int TrainableLength { get; }

    /// <summary>Gets the number of parameters that optimisers update, without padding.</summary>
    public long TrainableCount => Entries.Where(entry => entry.IsTrainable).Sum(entry => (long)entry.Shape.ElementCount);

    /// <summary>Lets another module tree compute with these parameters as constants: they are not copied, and no gradient flows to them.</summary>
    /// <param name="root">The root of a tree with the same names and shapes that belongs to no store yet.</param>
    /// <exception cref="ArgumentException">A name or a shape differs.</exception>
    public void Share(Module root)
    {
        ArgumentNullException.ThrowIfNull(root);
        (string Name, Parameter Parameter)[] parameters = [.. root.NamedParameters()];
        bool matches = parameters.Select(item => (item.Name, item.Parameter.Shape)).SequenceEqual(Entries.Select(entry => (entry.Name, entry.Shape)));
        if (!matches)
        {
            throw new ArgumentException("The module tree has other parameters than this store. Make it with the same options.", nameof(root));
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i].Parameter.Bind(Engine.CreateParameter(Values, null, Entries[i].Offset, Entries[i].Shape));
        }
    }

    /// <summary>Sets all gradients to zero.</summary>
    public void ClearGradients() => Engine.Clear(Gradients);

    /// <summary>Computes the Euclidean norm of all gradients.</summary>
    /// <returns>The norm.</returns>
    public double GradientNorm() => Math.Sqrt(Engine.SumOfSquares(Gradients));

    /// <summary>Copies the values of one flat buffer of this layout out by name.</summary>
    /// <param name="buffer">A buffer of this layout: <see cref="Values"/>, <see cref="Gradients"/>, an average, a moment.</param>
    /// <returns>The values by name, in the order of the module tree.</returns>
    /// <exception cref="ArgumentException">The buffer has another layout.</exception>
    public IReadOnlyList<NamedValues> Export(Tensor buffer)
    {
        RequireLayout(buffer);
        float[] flat = buffer.ToArray();
        return
        [
            .. Entries.Select(entry =>
                new NamedValues(entry.Name, entry.Shape, flat.AsSpan(entry.Offset, entry.Shape.ElementCount).ToArray())),
        ];
    }

    /// <summary>Fills a flat buffer of this layout by name; after an error it is unchanged.</summary>
    /// <param name="buffer">A buffer of this layout.</param>
    /// <param name="find">Finds the values of a parameter, or returns <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">A parameter is missing or has another shape, or the buffer has another layout.</exception>
    public void Import(Tensor buffer, Func<string, NamedValues?> find)
    {
        RequireLayout(buffer);
        ArgumentNullException.ThrowIfNull(find);
        float[] flat = buffer.ToArray();
        foreach (ParameterEntry entry in Entries)
        {
            NamedValues found = find(entry.Name) ?? throw new ArgumentException(
                $"The parameter '{entry.Name}' {entry.Shape} is missing. Load a file that was written for this network.", nameof(find));
            if (found.Shape != entry.Shape)
            {
                throw new ArgumentException(
                    $"The parameter '{entry.Name}' has shape {found.Shape}, but the network needs {entry.Shape}. " +
                    "Use the recipe that the file was trained with.",
                    nameof(find));
            }

            if (found.Values.Length != entry.Shape.ElementCount)
            {
                throw new ArgumentException(
                    $"The parameter '{entry.Name}' {entry.Shape} comes with {found.Values.Length} numbers instead of " +
                    $"{entry.Shape.ElementCount}.",
                    nameof(find));
            }

            found.Values.CopyTo(flat, entry.Offset);
        }

        buffer.CopyFrom(flat);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        Gradients.Dispose();
    }

    private void RequireLayout(Tensor buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (buffer.Shape != Values.Shape)
        {
            throw new ArgumentException(
                $"The buffer has shape {buffer.Shape}, but the flat buffers of this store have {Values.Shape}. " +
                "Use one that was made for this store.",
                nameof(buffer));
        }
    }
}

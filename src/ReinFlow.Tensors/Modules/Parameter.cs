namespace ReinFlow.Tensors;

/// <summary>One named tensor of a module: declared by the module, given memory by a <see cref="ParameterStore"/>.</summary>
public sealed class Parameter
{
    private Tensor? _value;

    internal Parameter(TensorShape shape, ParameterInitializer initializer, bool isTrainable)
    {
        Shape = shape;
        Initializer = initializer;
        IsTrainable = isTrainable;
    }

    /// <summary>Gets the shape.</summary>
    public TensorShape Shape { get; }

    /// <summary>Gets whether optimisers update the parameter.</summary>
    public bool IsTrainable { get; private set; }

    /// <summary>Gets the tensor.</summary>
    /// <exception cref="InvalidOperationException">The module belongs to no store yet.</exception>
    public Tensor Value => _value ?? throw new InvalidOperationException(
        "The module has no parameters in memory yet. Create a ParameterStore for its root module first.");

    internal ParameterInitializer Initializer { get; }

    internal void Freeze() => IsTrainable = _value is null
        ? false
        : throw new InvalidOperationException("The module already belongs to a ParameterStore. Freeze it before.");

    internal void Bind(Tensor value)
    {
        if (_value is not null)
        {
            throw new InvalidOperationException("The module already belongs to a ParameterStore. Create a new module for a second store.");
        }

        _value = value;
    }
}

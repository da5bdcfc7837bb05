namespace ReinFlow.Tensors;

/// <summary>A part of a network: a tree of named parameters, with PyTorch's names and shapes.</summary>
/// <remarks>
/// A module declares its parameters in its constructor and computes with them in methods of its own. Memory comes later, from
/// the one <see cref="ParameterStore"/> of the root module, so that all parameters of a tree lie in one flat buffer.
/// </remarks>
public abstract class Module
{
    private readonly List<(string Name, Parameter? Parameter, Module? Module)> _members = [];

    /// <summary>Gets the engine that holds the parameters; all of a tree have the same.</summary>
    /// <exception cref="InvalidOperationException">The module belongs to no store yet, or has no parameters.</exception>
    public TensorEngine Engine => FirstParameter()?.Value.Engine ?? throw new InvalidOperationException(
        $"{GetType().Name} has no parameters, and so no engine. Take the engine of its inputs.");

    /// <summary>Gets the parameters of the tree with their dotted names, in the order of declaration.</summary>
    /// <returns>The parameters.</returns>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters()
    {
        foreach ((string name, Parameter? parameter, Module? module) in _members)
        {
            if (parameter is not null)
            {
                yield return (name, parameter);
            }
            else
            {
                foreach ((string inner, Parameter value) in module!.NamedParameters())
                {
                    yield return (name.Length == 0 ? inner : $"{name}.{inner}", value);
                }
            }
        }
    }

    /// <summary>Excludes all parameters of the tree from training; they get no gradients, and optimisers leave them alone.</summary>
    /// <exception cref="InvalidOperationException">The module belongs to a store already.</exception>
    public void Freeze()
    {
        foreach ((_, Parameter parameter) in NamedParameters())
        {
            parameter.Freeze();
        }
    }

    /// <summary>Declares a parameter.</summary>
    /// <param name="name">Its name within the module.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">Fills it.</param>
    /// <param name="isTrainable">Whether optimisers update it.</param>
    /// <returns>The parameter.</returns>
    protected Parameter AddParameter(string name, TensorShape shape, ParameterInitializer initializer, bool isTrainable = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(initializer);

        var parameter = new Parameter(shape, initializer, isTrainable);
        _members.Add((name, parameter, null));
        return parameter;
    }

    /// <summary>Adds a part.</summary>
    /// <typeparam name="T">The type of the part.</typeparam>
    /// <param name="name">Its name within the module; dots make deeper levels, an empty name puts its parameters on this level.</param>
    /// <param name="module">The part.</param>
    /// <returns>The part.</returns>
    protected T AddModule<T>(string name, T module)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(module);

        _members.Add((name, null, module));
        return module;
    }

    private Parameter? FirstParameter()
    {
        foreach ((_, Parameter? parameter, Module? module) in _members)
        {
            if ((parameter ?? module!.FirstParameter()) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}

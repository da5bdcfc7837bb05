namespace ReinFlow.Tensors;

/// <summary>Puts modules under one root, so that they share a <see cref="ParameterStore"/>.</summary>
public sealed class ModuleGroup : Module
{
    /// <summary>Initializes a new instance of the <see cref="ModuleGroup"/> class.</summary>
    /// <param name="modules">The modules and their names; an empty name puts the parameters of its module on the root level.</param>
    public ModuleGroup(params ReadOnlySpan<(string Name, Module Module)> modules)
    {
        foreach ((string name, Module module) in modules)
        {
            AddModule(name, module);
        }
    }
}

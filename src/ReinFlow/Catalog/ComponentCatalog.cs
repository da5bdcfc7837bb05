namespace ReinFlow.Catalog;

/// <summary>The components that come with the packages. <c>AddReinFlow</c> registers them, so that services find those of others beside them.</summary>
public static class ComponentCatalog
{
    /// <summary>Gets the components, by kind and name.</summary>
    public static IReadOnlyList<ComponentDescriptor> BuiltIn { get; } =
    [
        .. PolicyFineTuningBuilderExtensions.Components
            .Concat(AlgorithmFineTuningBuilderExtensions.Components)
            .Concat(OffPolicyFineTuningBuilderExtensions.Components)
            .Concat(EnvironmentFineTuningBuilderExtensions.Components)
            .OrderBy(component => component.Kind)
            .ThenBy(component => component.Name, StringComparer.Ordinal),
    ];
}

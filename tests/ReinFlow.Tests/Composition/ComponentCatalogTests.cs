using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReinFlow.Catalog;
using ReinFlow.Policies;

namespace ReinFlow.Tests.Composition;

public sealed class ComponentCatalogTests
{
    [Test]
    public void EveryKindOfComponentComesWithThePackages() => Assert.That(
        ComponentCatalog.BuiltIn.Select(component => component.Kind).Distinct(), Is.EquivalentTo(Enum.GetValues<ComponentKind>()));

    [Test]
    public void NamesAreUniqueWithinAKind() =>
        Assert.That(ComponentCatalog.BuiltIn.Select(component => (component.Kind, component.Name)), Is.Unique);

    [Test]
    public void EveryComponentSaysWhatItIsAndListsItsOptions() => Assert.Multiple(() =>
    {
        foreach (ComponentDescriptor component in ComponentCatalog.BuiltIn)
        {
            Assert.That(component.Summary, Does.EndWith("."), component.Name);
            Assert.That(component.Options(), Is.Not.Empty, component.Name);
        }
    });

    [TestCase("reinflow", "Discount", "0.99", "between 0 and 1")]
    [TestCase("reinflow", "Iterations", "1000", "at least 1")]
    [TestCase("reinflow", "ScaleRewards", "true", "")]
    [TestCase("reinflow", "MaximumGradientNorm", "null", "between 1E-06 and 1000000")]
    [TestCase("noise", "HiddenLayers", "[64, 64]", "")]
    [TestCase("noise", "Features", "StepAndCondition", "StepAndCondition, Condition, LearnedStepAndCondition")]
    [TestCase("rectified-flow", "Chain.DenoisingSteps", "4", "between 1 and 1000")]
    [TestCase("rectified-flow", "Network.Head.HiddenLayers", "[512, 512, 512]", "")]
    public void OptionsAreListedWithDefaultAndLimits(string name, string option, string value, string limits)
    {
        ComponentDescriptor component = ComponentCatalog.BuiltIn.Single(item => item.Name == name);
        Assert.That(component.Options(), Does.Contain(new ComponentOption(option, value, limits)));
    }

    [Test]
    public void AComponentOfSomebodyElseStandsBesideThem()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("run").UseComponent<IChainPolicy, OwnOptions, OwnValidator>(
            new ComponentDescriptor(ComponentKind.Policy, "own", typeof(OwnOptions), "Somebody else's."),
            null,
            (_, _, _) => throw new InvalidOperationException());
        services.AddReinFlow();
        using ServiceProvider provider = services.BuildServiceProvider();

        ComponentDescriptor[] components = [.. provider.GetServices<ComponentDescriptor>()];

        Assert.Multiple(() =>
        {
            Assert.That(components, Is.SupersetOf(ComponentCatalog.BuiltIn));
            Assert.That(components, Is.Unique);
            Assert.That(components.Single(component => component.Name == "own").Options(), Is.EqualTo(new[] { new ComponentOption("Width", "3", "between 1 and 9") }));
        });
    }

    private sealed record OwnOptions
    {
        [System.ComponentModel.DataAnnotations.Range(1, 9)]
        public int Width { get; set; } = 3;
    }

    private sealed class OwnValidator : IValidateOptions<OwnOptions>
    {
        public ValidateOptionsResult Validate(string? name, OwnOptions options) => ValidateOptionsResult.Success;
    }
}

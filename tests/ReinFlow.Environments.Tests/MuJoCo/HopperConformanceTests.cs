using ReinFlow.Testing;

namespace ReinFlow.Environments.Tests.MuJoCo;

[TestFixture]
public sealed class HopperConformanceTests : EnvironmentConformanceTests
{
    private readonly Lazy<Func<IEnvironment>> _factory = new(() => Engine.HopperFactory());

    protected override IEnvironment Create() => _factory.Value();
}

using ReinFlow.Testing;

namespace ReinFlow.Environments.Tests.MuJoCo;

[TestFixture("Hopper-v2")]
[TestFixture("Walker2d-v2")]
[TestFixture("HalfCheetah-v2")]
[TestFixture("Ant-v2")]
[TestFixture("Humanoid-v3")]
public sealed class LocomotionConformanceTests(string task) : EnvironmentConformanceTests
{
    private readonly Lazy<Func<IEnvironment>> _factory = new(() => Engine.Factory(task));

    protected override IEnvironment Create() => _factory.Value();
}

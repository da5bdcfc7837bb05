using CustomEnvironment;
using ReinFlow.Environments;
using ReinFlow.Testing;

namespace ReinFlow.Tests.Documentation;

/// <summary>The environment of the sample keeps the rules, by the suite that its reader is told to derive.</summary>
public sealed class PendulumTests : EnvironmentConformanceTests
{
    protected override IEnvironment Create() => new Pendulum();
}

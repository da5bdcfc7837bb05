using ReinFlow.Tensors;
using ReinFlow.Testing;

namespace ReinFlow.Policies.Tests;

[TestFixture(StepCombination.Add)]
[TestFixture(StepCombination.Multiply)]
[TestFixture(StepCombination.Concatenate)]
public sealed class ShortcutConformanceTests(StepCombination combination) : FlowPolicyConformanceTests
{
    protected override TensorShape ObservationShape => [1, SmallPolicies.ObservationSize];

    protected override IFlowPolicy Create() => SmallPolicies.Shortcut(combination);
}

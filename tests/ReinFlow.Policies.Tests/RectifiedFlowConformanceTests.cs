using ReinFlow.Tensors;
using ReinFlow.Testing;

namespace ReinFlow.Policies.Tests;

public sealed class RectifiedFlowConformanceTests : FlowPolicyConformanceTests
{
    protected override TensorShape ObservationShape => [1, SmallPolicies.ObservationSize];

    protected override IFlowPolicy Create() => SmallPolicies.Flow([7, 5]);
}

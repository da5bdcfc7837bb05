using ReinFlow.Tensors;
using ReinFlow.Testing;

namespace ReinFlow.Policies.Tests;

/// <summary>A flow that reads the flow time as it is, with the layers of FQL's authors.</summary>
public sealed class PlainFlowConformanceTests : FlowPolicyConformanceTests
{
    protected override TensorShape ObservationShape => [1, SmallPolicies.ObservationSize];

    protected override IFlowPolicy Create() => new RectifiedFlowPolicy(SmallPolicies.Chunk, SmallPolicies.ObservationSize, new FlowNetworkOptions
    {
        StepEmbedding = StepEmbeddingKind.Plain,
        Head = new PerceptronOptions
        {
            HiddenLayers = [16, 16],
            Activation = ActivationKind.GELUTanh,
            Residual = false,
            Initialization = LayerInitialization.GlorotUniform,
        },
    });
}

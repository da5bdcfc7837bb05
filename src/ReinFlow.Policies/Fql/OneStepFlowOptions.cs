using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Configures a flow and the one-step policy that is distilled from it, as flow Q-learning trains them.</summary>
/// <remarks>The defaults are those of FQL's authors (arXiv 2502.02538); <see cref="OfPort"/> has those of ReinFlow's port.</remarks>
public sealed record OneStepFlowOptions : ActionChunkOptions
{
    /// <summary>Initializes a new instance of the <see cref="OneStepFlowOptions"/> class.</summary>
    public OneStepFlowOptions() => (Horizon, ExecutedSteps) = (1, 1);

    /// <summary>Gets or sets the velocity network of the flow.</summary>
    /// <value>The default is a plain perceptron of four layers of 512 with <see cref="ActivationKind.GELUTanh"/> that reads the flow time as it is.</value>
    [ValidateObjectMembers(typeof(FlowNetworkOptionsValidator))]
    public FlowNetworkOptions Flow { get; set; } = new()
    {
        StepEmbedding = StepEmbeddingKind.Plain,
        Head = new PerceptronOptions
        {
            HiddenLayers = [512, 512, 512, 512],
            Activation = ActivationKind.GELUTanh,
            Residual = false,
            Initialization = LayerInitialization.GlorotUniform,
        },
    };

    /// <summary>Gets or sets the one-step policy.</summary>
    [ValidateObjectMembers(typeof(OneStepNetworkOptionsValidator))]
    public OneStepNetworkOptions OneStep { get; set; } = new();

    /// <summary>Gets or sets how the flow is sampled for the one-step policy to learn from.</summary>
    /// <value>The default is ten steps on the grid k/K that are clipped at the end only.</value>
    [ValidateObjectMembers(typeof(EulerSamplerOptionsValidator))]
    public EulerSamplerOptions Teacher { get; set; } = new() { DenoisingSteps = 10, ClipEveryStep = false };

    /// <summary>Makes the options of ReinFlow's port: chunks of four actions, its networks, four steps of the flow, here on the grid k/K.</summary>
    /// <returns>New options.</returns>
    public static OneStepFlowOptions OfPort() => new()
    {
        Horizon = 4,
        ExecutedSteps = 4,
        Flow = new FlowNetworkOptions(),
        OneStep = new OneStepNetworkOptions
        {
            HiddenLayers = [512, 512],
            Activation = ActivationKind.GELU,
            Initialization = LayerInitialization.FanInUniform,
        },
        Teacher = new EulerSamplerOptions { DenoisingSteps = 4, ClipEveryStep = false },
    };

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext).Concat(Rules().Under(validationContext));

    private IEnumerable<ValidationResult> Rules()
    {
        if (ExecutedSteps < Horizon)
        {
            yield return new ValidationResult(
                $"{nameof(ExecutedSteps)} ({ExecutedSteps}) must equal {nameof(Horizon)} ({Horizon}): a one-step policy learns the value of whole chunks.",
                [nameof(ExecutedSteps)]);
        }
    }
}

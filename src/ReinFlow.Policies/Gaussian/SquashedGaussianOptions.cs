using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Configures a squashed Gaussian policy.</summary>
public sealed record SquashedGaussianOptions : ActionChunkOptions
{
    /// <summary>Initializes a new instance of the <see cref="SquashedGaussianOptions"/> class: single actions.</summary>
    public SquashedGaussianOptions() => (Horizon, ExecutedSteps) = (1, 1);

    /// <summary>Gets or sets network and noise.</summary>
    [ValidateObjectMembers]
    public SquashedGaussianHeadOptions Head { get; set; } = new();
}

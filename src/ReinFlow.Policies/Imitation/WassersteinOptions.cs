using Microsoft.Extensions.Options;

namespace ReinFlow.Policies;

/// <summary>Configures the Wasserstein penalty between two flow policies.</summary>
public sealed record WassersteinOptions
{
    /// <summary>Gets or sets how both flows are integrated.</summary>
    /// <value>The default is four steps on the uniform grid, limited to the bounds of the actions after every step.</value>
    [ValidateObjectMembers(typeof(EulerSamplerOptionsValidator))]
    public EulerSamplerOptions Sampler { get; set; } = new();

    /// <summary>Gets or sets from where both flows start.</summary>
    /// <value>The default is <see cref="RegularizerStart.Normal"/>.</value>
    public RegularizerStart Start { get; set; } = RegularizerStart.Normal;
}

namespace ReinFlow.Policies;

/// <summary>How a diffusion policy walks from noise to an action chunk.</summary>
public enum DiffusionSampling
{
    /// <summary>Through all noise levels, with the noise of the posterior (Ho, Jain and Abbeel, 2020).</summary>
    Ddpm,

    /// <summary>Through some of the noise levels, with as much noise as <see cref="DiffusionSamplerOptions.Eta"/> says (Song, Meng and Ermon, 2021).</summary>
    Ddim,
}

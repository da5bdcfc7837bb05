namespace ReinFlow.Recipes;

/// <summary>The kind of policy of a recipe.</summary>
public enum PolicyKind
{
    /// <summary>A rectified flow: its velocity depends on the flow time.</summary>
    RectifiedFlow,

    /// <summary>A shortcut policy: its velocity depends on the length of the denoising step, too.</summary>
    Shortcut,

    /// <summary>A diffusion policy: it predicts the noise in a chunk, and its chain brings its own noise.</summary>
    Diffusion,

    /// <summary>A Gaussian policy, or a mixture: a chain of length one.</summary>
    Gaussian,

    /// <summary>A squashed Gaussian policy: tanh of a normal distribution, as soft actor-critic learns it.</summary>
    SquashedGaussian,

    /// <summary>A flow and the one-step policy that is distilled from it, as flow Q-learning trains them.</summary>
    OneStepFlow,
}

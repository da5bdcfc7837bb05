namespace ReinFlow.Recipes;

/// <summary>Where the demonstrations of a recipe come from.</summary>
public sealed record DemonstrationsRecipe
{
    /// <summary>Gets or sets the file in the official layout (<c>train.npz</c>), or <see langword="null"/> for a scripted demonstrator.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Path { get; set; }

    /// <summary>Gets or sets the file of the ranges (<c>normalization.npz</c>), or <see langword="null"/> for the one beside <see cref="Path"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Normalization { get; set; }

    /// <summary>Gets or sets the number of leading episodes that are used, or <see langword="null"/> for all.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    [Limits(1, int.MaxValue)]
    public int? MaximumEpisodes { get; set; }

    /// <summary>Gets or sets the share of the episodes that is kept for validation.</summary>
    /// <value>The default is 0.</value>
    [Limits(0.0, 0.9)]
    public double ValidationShare { get; set; }

    /// <summary>Gets or sets the episodes that a scripted demonstrator records when there is no file.</summary>
    /// <value>The default is 200.</value>
    [Limits(1, 1_000_000)]
    public int ScriptedEpisodes { get; set; } = 200;

    /// <summary>Gets or sets the skill of the scripted demonstrator, from 0 to 1.</summary>
    /// <value>The default is 0.6.</value>
    [Limits(0.0, 1.0)]
    public double ScriptedSkill { get; set; } = 0.6;
}

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ReinFlow.Environments;

namespace ReinFlow.Recipes;

/// <summary>The task of a recipe.</summary>
public sealed record EnvironmentRecipe
{
    /// <summary>Gets or sets the name of the environment, as the command lists it.</summary>
    /// <value>The default is <c>Avoiding</c>.</value>
    [Required]
    public string Name { get; set; } = "Avoiding";

    /// <summary>Gets or sets the number of environments that run in parallel.</summary>
    /// <value>The default is 40.</value>
    [Limits(1, 100_000)]
    public int Count { get; set; } = 40;

    /// <summary>Gets or sets how the masses of MuJoCo bodies are computed; other environments ignore it.</summary>
    /// <value>The default is <see cref="MassModel.Reference"/>.</value>
    public MassModel Masses { get; set; } = MassModel.Reference;

    /// <summary>Gets or sets the MuJoCo library, or <see langword="null"/> to look for it where systems keep it.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? MuJoCoLibrary { get; set; }

    /// <summary>Gets or sets how long an environment may take, and what happens when one fails.</summary>
    /// <value>The default: as long as it likes, and a fault stops the run.</value>
    [ValidateObjectMembers]
    public EnvironmentGuardOptions Guard { get; set; } = new();
}

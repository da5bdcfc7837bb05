using System.CommandLine;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Cli.Commands;

/// <summary>The options of every command that computes with a recipe: <c>--set</c>, <c>--seed</c> and <c>--threads</c>.</summary>
internal sealed class RecipeOptions
{
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Sets a value of the recipe, such as algorithm.discount=0.999. May be repeated.",
        HelpName = "section.key=value",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<ulong?> _seed = new("--seed") { Description = "Sets the seed: of pretraining, of fine-tuning, or of the episodes that are played.", HelpName = "N" };

    private readonly Option<int> _threads = Threads();

    /// <summary>Makes the option that every command that computes has.</summary>
    public static Option<int> Threads() => WholeNumber.Option(
        "--threads", 0, 1024, 0, "The number of threads, or 0 for one per processor. Results do not depend on it.");

    public void AddTo(Command command)
    {
        command.Options.Add(_set);
        command.Options.Add(_seed);
        command.Options.Add(_threads);
    }

    public CpuEngine CreateEngine(ParseResult parsed) => new(new CpuEngineOptions { Threads = parsed.GetValue(_threads) });

    /// <summary>Loads a recipe by name or from a file.</summary>
    public Recipe Load(ParseResult parsed, string nameOrPath) => Complete(parsed, RecipeCatalog.Load(nameOrPath, parsed.GetValue(_set) ?? []));

    /// <summary>Gets the recipe to use with a saved policy: the one that was asked for, or the one that the policy came with.</summary>
    public Recipe Of(ParseResult parsed, PolicyFile policy, string? nameOrPath) => Complete(parsed, policy.RecipeOr(nameOrPath, parsed.GetValue(_set) ?? []));

    /// <summary>Gets a policy with the ranges that scale its observations and actions.</summary>
    /// <exception cref="RecipeException">Neither the file nor the recipe has them.</exception>
    public static PolicyFile RequireNormalization(PolicyFile policy, Recipe recipe)
    {
        PolicyFile complete = policy.WithNormalizationOf(recipe);
        return complete.Normalization is not null ? complete : throw new RecipeException(
            $"{policy.Path} does not hold the ranges of its demonstrations. " +
            "Name their normalization.npz: --set demonstrations.normalization=PATH.");
    }

    private Recipe Complete(ParseResult parsed, Recipe recipe)
    {
        recipe.Environment.MuJoCoLibrary ??= MuJoCoLocation.FromSystem;
        if (parsed.GetValue(_seed) is { } seed)
        {
            recipe.Pretraining.Seed = seed;
            recipe.FineTuningSeed = seed;
        }

        return recipe;
    }
}

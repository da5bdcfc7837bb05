using Microsoft.Extensions.Logging;
using ReinFlow.Environments;
using ReinFlow.Environments.MuJoCo;
using ReinFlow.Recipes;

namespace ReinFlow.Runs;

/// <summary>The environments that come with the package, by name.</summary>
public static class EnvironmentCatalog
{
    private const string AvoidingName = "Avoiding";

    /// <summary>Gets the names.</summary>
    public static IReadOnlyList<string> Names { get; } = [AvoidingName, .. LocomotionEnvironment.Tasks];

    /// <summary>Gets the names of the tasks for which the package has recipes, but no environment: whoever wants them brings one.</summary>
    public static IReadOnlyList<string> Foreign { get; } = ["kitchen-complete-v0", "kitchen-mixed-v0", "kitchen-partial-v0"];

    /// <summary>Gets what makes one environment of a recipe.</summary>
    /// <param name="recipe">The task.</param>
    /// <returns>Makes an environment; those of one call share what can be shared, such as a compiled model.</returns>
    /// <exception cref="RecipeException">There is no environment of that name.</exception>
    /// <exception cref="MuJoCoNotFoundException">The environment needs MuJoCo, which is not installed.</exception>
    public static Func<IEnvironment> Factory(EnvironmentRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.Name == AvoidingName)
        {
            return () => new Avoiding();
        }

        if (Foreign.Contains(recipe.Name, StringComparer.Ordinal))
        {
            throw new RecipeException(
                $"The environment '{recipe.Name}' is not part of this package. Bring it: implement IEnvironment in a program of your own and give it " +
                "to PretrainingRun, FineTuningRun, EvaluationRun and CollectionRun as 'environment', or compose the run with UseEnvironment.");
        }

        if (!Names.Contains(recipe.Name, StringComparer.Ordinal))
        {
            throw new RecipeException(
                $"There is no environment '{recipe.Name}'. Did you mean '{NearestName.Of(recipe.Name, Names)}'? 'reinflow environments' lists all.");
        }

        return LocomotionEnvironment.CreateFactory(recipe.Name, new LocomotionOptions
        {
            Masses = recipe.Masses,
            MuJoCo = new MuJoCoOptions { LibraryPath = recipe.MuJoCoLibrary },
        });
    }

    /// <summary>Gets what makes the parallel environments of a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="threads">The number of threads, or 0 for one per processor.</param>
    /// <param name="decorate">Wraps every environment, for example to record it, or <see langword="null"/>.</param>
    /// <param name="environment">Makes an environment of the caller's own, or <see langword="null"/> for the one that the recipe names.</param>
    /// <param name="logger">Receives a warning when an environment is restarted, or <see langword="null"/>.</param>
    /// <returns>The factory.</returns>
    public static VectorEnvironmentFactory Vector(
        Recipe recipe, int threads, Func<IEnvironment, IEnvironment>? decorate = null, Func<IEnvironment>? environment = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        Func<IEnvironment> factory = environment ?? Factory(recipe.Environment);
        factory = GuardedEnvironment.Around(factory, recipe.Environment.Guard, logger);
        return new VectorEnvironmentFactory(decorate is null ? factory : () => decorate(factory()), new VectorEnvironmentOptions
        {
            Count = recipe.Environment.Count,
            ObservationHistory = recipe.Policy.ObservationHistory,
            Threads = threads,
        });
    }
}

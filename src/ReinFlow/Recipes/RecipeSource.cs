namespace ReinFlow.Recipes;

/// <summary>Where a run composed by services has its recipe from; registered under the name of the run.</summary>
/// <param name="Load">Reads a recipe of its own.</param>
internal sealed record RecipeSource(Func<Recipe> Load);

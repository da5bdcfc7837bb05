namespace ReinFlow.Recipes;

/// <summary>A recipe cannot be used: an unknown key, a value of the wrong kind or outside its limits.</summary>
public sealed class RecipeException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="RecipeException"/> class.</summary>
    public RecipeException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RecipeException"/> class.</summary>
    /// <param name="message">What was wrong, where, and the cure.</param>
    public RecipeException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RecipeException"/> class.</summary>
    /// <param name="message">What was wrong, where, and the cure.</param>
    /// <param name="innerException">The cause.</param>
    public RecipeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

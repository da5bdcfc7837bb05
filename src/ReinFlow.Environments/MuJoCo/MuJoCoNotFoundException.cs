namespace ReinFlow.Environments.MuJoCo;

/// <summary>The MuJoCo library is not installed, or could not be loaded from the path that was given.</summary>
public sealed class MuJoCoNotFoundException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="MuJoCoNotFoundException"/> class.</summary>
    public MuJoCoNotFoundException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MuJoCoNotFoundException"/> class.</summary>
    /// <param name="message">What was looked for, and the cures, in one line.</param>
    public MuJoCoNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MuJoCoNotFoundException"/> class.</summary>
    /// <param name="message">What was looked for, and the cures, in one line.</param>
    /// <param name="innerException">The cause.</param>
    public MuJoCoNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

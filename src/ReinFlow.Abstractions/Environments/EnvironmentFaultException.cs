namespace ReinFlow.Environments;

/// <summary>An environment returned something that no policy can learn from, such as a non-finite number.</summary>
public sealed class EnvironmentFaultException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="EnvironmentFaultException"/> class.</summary>
    public EnvironmentFaultException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="EnvironmentFaultException"/> class.</summary>
    /// <param name="message">What was wrong, in which environment, and the cure.</param>
    public EnvironmentFaultException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="EnvironmentFaultException"/> class.</summary>
    /// <param name="message">What was wrong, in which environment, and the cure.</param>
    /// <param name="innerException">The cause.</param>
    public EnvironmentFaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

namespace ReinFlow.Tensors;

/// <summary>Configures the CPU engine.</summary>
public sealed record CpuEngineOptions
{
    internal const int MaximumThreads = 1024;

    /// <summary>Gets or sets the number of threads; results do not depend on it.</summary>
    /// <value>The default is 0: one per processor.</value>
    [Limits(0, MaximumThreads)]
    public int Threads { get; set; }

    /// <summary>Gets or sets the instruction set; <see langword="null"/> takes the best that the processor has.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public InstructionSet? InstructionSet { get; set; }
}

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>A kind of work that is measured here and in PyTorch.</summary>
internal abstract class ComparedWork : IDisposable
{
    /// <summary>Gets what the reader sees.</summary>
    public abstract string Name { get; }

    /// <summary>Gets what the PyTorch script calls it, with its argument.</summary>
    public abstract string PeerRow { get; }

    /// <summary>Gets whether the managed heap must stay as it is.</summary>
    public virtual bool AllocatesNothing => false;

    /// <summary>Does the work once.</summary>
    public abstract void Run(int threads);

    /// <summary>Gives the seconds that the machine allows, and what they follow from.</summary>
    public abstract (double Seconds, string Name) Limit(MachineLimits limits);

    /// <summary>Gives numbers of the first run, to be compared with the peer's; empty where the work draws random numbers.</summary>
    public virtual double[] Check() => [];

    public virtual void Dispose()
    {
    }
}

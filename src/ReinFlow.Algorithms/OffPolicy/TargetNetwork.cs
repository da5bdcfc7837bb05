using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The parameters of a network that follows another one slowly (Polyak averaging).</summary>
public sealed class TargetNetwork : IDisposable
{
    private readonly ParameterStore _source;

    /// <summary>Initializes a new instance of the <see cref="TargetNetwork"/> class as a copy of the source.</summary>
    /// <param name="source">The parameters to follow.</param>
    /// <param name="twin">A network of the same shape that belongs to no store yet; it is frozen.</param>
    /// <exception cref="ArgumentException">The networks have other parameters.</exception>
    public TargetNetwork(ParameterStore source, Module twin)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(twin);
        _source = source;
        twin.Freeze();
        Parameters = new ParameterStore(source.Engine, twin, new RandomSource(0));
        if (!Parameters.Entries.Select(entry => (entry.Name, entry.Offset)).SequenceEqual(source.Entries.Select(entry => (entry.Name, entry.Offset))))
        {
            Parameters.Dispose();
            throw new ArgumentException("The target must have the parameters of its source, all of them trained. Make it by CreateTwin.", nameof(twin));
        }

        Follow(1.0);
    }

    /// <summary>Gets the parameters of the target; nothing is differentiated with respect to them.</summary>
    public ParameterStore Parameters { get; }

    /// <summary>Moves the target towards its source: (1 − rate) · target + rate · source.</summary>
    /// <param name="rate">The share of the source, in [0, 1]; 1 copies.</param>
    public void Follow(double rate) => Parameters.Engine.MoveTowards(Parameters.Values, _source.Values, 1.0 - rate);

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();
}

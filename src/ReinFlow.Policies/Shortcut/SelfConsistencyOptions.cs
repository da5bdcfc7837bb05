namespace ReinFlow.Policies;

/// <summary>Configures the self-consistency loss of shortcut policies.</summary>
/// <remarks>The defaults are those of all official configurations.</remarks>
public sealed record SelfConsistencyOptions
{
    /// <summary>Gets or sets the share of a minibatch that learns long steps from shorter ones; the rest learns the velocity itself.</summary>
    /// <value>The default is 0.25.</value>
    [Limits(0.0, 1.0)]
    public double Fraction { get; set; } = 0.25;

    /// <summary>Gets or sets the share δ of the noise that is left at flow time 1.</summary>
    /// <value>The default is 1e−5.</value>
    [Limits(0.0, 0.1)]
    public float NoiseFloor { get; set; } = 1e-5f;
}

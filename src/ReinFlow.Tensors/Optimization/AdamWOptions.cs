namespace ReinFlow.Tensors;

/// <summary>Configures AdamW (Loshchilov and Hutter, 2019).</summary>
public sealed record AdamWOptions
{
    /// <summary>Gets or sets the decay of the first moment.</summary>
    /// <value>The default is 0.9.</value>
    [Limits(0.0, 1.0)]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>Gets or sets the decay of the second moment.</summary>
    /// <value>The default is 0.999.</value>
    [Limits(0.0, 1.0)]
    public double Beta2 { get; set; } = 0.999;

    /// <summary>Gets or sets the number added to the root of the second moment.</summary>
    /// <value>The default is 1e−8.</value>
    [Limits(0.0, 1.0)]
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>Gets or sets the decoupled weight decay, which applies to every trained parameter.</summary>
    /// <value>The default is 0.</value>
    [Limits(0.0, 1.0)]
    public double WeightDecay { get; set; }
}

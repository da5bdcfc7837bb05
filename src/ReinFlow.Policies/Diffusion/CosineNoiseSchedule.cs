namespace ReinFlow.Policies;

/// <summary>How much noise an action chunk holds at every level of a diffusion: the cosine schedule (Nichol and Dhariwal, 2021).</summary>
/// <remarks>
/// Level t, from 0 to T − 1, holds x = √ᾱ·x⁰ + √(1 − ᾱ)·ε. With f(u) = cos²((u + s)/(1 + s)·π/2) and s = 0.008,
/// βₜ = 1 − f((t + 1)/T)/f(t/T), at most 0.999, and ᾱ is the running product of 1 − β.
/// </remarks>
public sealed class CosineNoiseSchedule
{
    private const double Offset = 0.008;
    private const double LargestBeta = 0.999;

    private readonly float[] _betas;
    private readonly float[] _signalShares;

    /// <summary>Initializes a new instance of the <see cref="CosineNoiseSchedule"/> class.</summary>
    /// <param name="levels">The number T of noise levels, at least 1.</param>
    public CosineNoiseSchedule(int levels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(levels);
        _betas = new float[levels];
        _signalShares = new float[levels];
        double share = 1.0;
        for (int t = 0; t < levels; t++)
        {
            _betas[t] = (float)Math.Clamp(1.0 - (Cosine((t + 1.0) / levels) / Cosine((double)t / levels)), 0.0, LargestBeta);
            share *= 1.0 - _betas[t];
            _signalShares[t] = (float)share;
        }
    }

    /// <summary>Gets the number T of noise levels.</summary>
    public int Levels => _betas.Length;

    /// <summary>Gets β of every level: the share of the variance that the level replaces by noise.</summary>
    public ReadOnlySpan<float> Betas => _betas;

    /// <summary>Gets ᾱ of every level: the share of the variance that is still signal.</summary>
    public ReadOnlySpan<float> SignalShares => _signalShares;

    /// <summary>Gets ᾱ of the level below, which is 1 below the cleanest level.</summary>
    /// <param name="level">The noise level.</param>
    /// <returns>The share.</returns>
    public float SignalShareBelow(int level) => level == 0 ? 1f : _signalShares[level - 1];

    /// <summary>Gets the variance of the chunk of the level below, given that of a level and the clean chunk.</summary>
    /// <param name="level">The noise level.</param>
    /// <returns>The variance β(1 − ᾱ′)/(1 − ᾱ), 0 for the cleanest level.</returns>
    public float PosteriorVariance(int level) =>
        (float)(_betas[level] * (1.0 - SignalShareBelow(level)) / (1.0 - _signalShares[level]));

    /// <summary>Gets the weights with which the clean chunk and that of a level make the mean of the level below.</summary>
    /// <param name="level">The noise level.</param>
    /// <returns>√ᾱ′·β/(1 − ᾱ) and √α·(1 − ᾱ′)/(1 − ᾱ).</returns>
    public (float Clean, float State) PosteriorMean(int level)
    {
        double noiseShare = 1.0 - _signalShares[level];
        double below = SignalShareBelow(level);
        return (
            (float)(_betas[level] * Math.Sqrt(below) / noiseShare),
            (float)((1.0 - below) * Math.Sqrt(1.0 - _betas[level]) / noiseShare));
    }

    private static double Cosine(double progress)
    {
        double root = Math.Cos((progress + Offset) / (1.0 + Offset) * Math.PI / 2.0);
        return root * root;
    }
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>One denoising step of a diffusion, of DDPM or DDIM: a normal distribution whose mean is linear in state and clean chunk.</summary>
/// <remarks>x⁰ = CleanFromState·x − CleanFromNoise·ε, limited; mean = MeanFromClean·x⁰ + MeanFromState·x.</remarks>
internal readonly record struct DiffusionStep
{
    /// <summary>The smallest standard deviation of a noisy DDPM step in evaluation.</summary>
    private const float SmallestPosteriorDeviation = 1e-3f;

    /// <summary>Gets the noise level at which the noise is predicted.</summary>
    public required int Level { get; init; }

    public required float CleanFromState { get; init; }

    public required float CleanFromNoise { get; init; }

    public required float MeanFromClean { get; init; }

    public required float MeanFromState { get; init; }

    /// <summary>Gets the standard deviation of the process, without any floor.</summary>
    public required float StandardDeviation { get; init; }

    /// <summary>Lists the steps of a walk, the noisiest first.</summary>
    /// <param name="options">The walk.</param>
    /// <param name="mode">Whether DDIM injects noise; DDPM does in any case.</param>
    /// <returns>The steps, with the standard deviations of the process and without any floor.</returns>
    public static DiffusionStep[] List(DiffusionSamplerOptions options, SampleMode mode)
    {
        var schedule = new CosineNoiseSchedule(options.NoiseLevels);
        int count = options.StepCount;
        int stride = options.NoiseLevels / count;
        double eta = mode == SampleMode.Stochastic ? options.Eta : 0.0;
        var steps = new DiffusionStep[count];
        for (int k = 0; k < count; k++)
        {
            int level = stride * (count - 1 - k);
            steps[k] = options.Sampling == DiffusionSampling.Ddpm ? Ddpm(schedule, level) : Ddim(schedule, level, level - stride, eta);
        }

        return steps;
    }

    /// <summary>Tells how much noise a walk injects at this step.</summary>
    /// <param name="options">The walk.</param>
    /// <param name="mode">Stochastic walks have a floor; in deterministic ones DDPM keeps the noise of its posterior, but for the last step.</param>
    /// <returns>The standard deviation.</returns>
    public float SamplingDeviation(DiffusionSamplerOptions options, SampleMode mode) =>
        mode == SampleMode.Stochastic ? Math.Max(StandardDeviation, options.MinimumStandardDeviation)
        : options.Sampling == DiffusionSampling.Ddim || Level == 0 ? 0f
        : Math.Max(StandardDeviation, SmallestPosteriorDeviation);

    /// <summary>Computes the mean of the next state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="noise">The noise predicted in it.</param>
    /// <param name="cleanLimit">The magnitude to which the predicted clean chunk is limited, or <see langword="null"/>.</param>
    /// <returns>The mean.</returns>
    public Tensor Mean(Tensor state, Tensor noise, float? cleanLimit)
    {
        Tensor clean = (state * CleanFromState) - (noise * CleanFromNoise);
        clean = cleanLimit is { } limit ? clean.Clamp(-limit, limit) : clean;
        return (clean * MeanFromClean) + (state * MeanFromState);
    }

    private static DiffusionStep Ddpm(CosineNoiseSchedule schedule, int level)
    {
        (float clean, float state) = schedule.PosteriorMean(level);
        return At(schedule.SignalShares[level], level) with
        {
            MeanFromClean = clean,
            MeanFromState = state,
            StandardDeviation = MathF.Sqrt(schedule.PosteriorVariance(level)),
        };
    }

    /// <remarks>
    /// The noise is that of the limited clean chunk, ε = (x − √ᾱ·x⁰)/√(1 − ᾱ), so that the mean √ᾱ′·x⁰ + √(1 − ᾱ′ − σ²)·ε is
    /// linear in x⁰ and x.
    /// </remarks>
    private static DiffusionStep Ddim(CosineNoiseSchedule schedule, int level, int next, double eta)
    {
        double share = schedule.SignalShares[level];
        double nextShare = next < 0 ? 1.0 : schedule.SignalShares[next];
        double deviation = eta * Math.Sqrt((1.0 - nextShare) / (1.0 - share) * (1.0 - (share / nextShare)));
        double direction = Math.Sqrt(Math.Max(1.0 - nextShare - (deviation * deviation), 0.0)) / Math.Sqrt(1.0 - share);
        return At(share, level) with
        {
            MeanFromClean = (float)(Math.Sqrt(nextShare) - (direction * Math.Sqrt(share))),
            MeanFromState = (float)direction,
            StandardDeviation = (float)deviation,
        };
    }

    private static DiffusionStep At(double signalShare, int level) => new()
    {
        Level = level,
        CleanFromState = (float)Math.Sqrt(1.0 / signalShare),
        CleanFromNoise = (float)Math.Sqrt((1.0 / signalShare) - 1.0),
        MeanFromClean = 0f,
        MeanFromState = 0f,
        StandardDeviation = 0f,
    };
}

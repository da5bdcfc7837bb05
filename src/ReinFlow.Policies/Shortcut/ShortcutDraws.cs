using System.Numerics;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>The denoising steps on which a shortcut policy is trained in a minibatch: first those that learn from halves, then velocities.</summary>
internal sealed class ShortcutDraws
{
    private readonly int _levels;
    private readonly DrawBuffer _times = new();
    private readonly DrawBuffer _halfSizes = new();
    private DenoisingStep[] _steps = [];
    private DenoisingStep[] _firstHalves = [];
    private DenoisingStep[] _secondHalves = [];

    /// <summary>Initializes a new instance of the <see cref="ShortcutDraws"/> class.</summary>
    /// <param name="maximumDenoisingSteps">The largest number of denoising steps, a power of two.</param>
    public ShortcutDraws(int maximumDenoisingSteps) => _levels = BitOperations.Log2((uint)maximumDenoisingSteps) + 1;

    /// <summary>Gets the number of samples.</summary>
    public int Samples { get; private set; }

    /// <summary>Gets how many of them, the first ones, learn from two steps of half the length.</summary>
    public int Consistent { get; private set; }

    /// <summary>Makes room for a minibatch.</summary>
    public void Prepare(int samples, int consistent)
    {
        (Samples, Consistent) = (samples, consistent);
        _times.Prepare(samples);
        _halfSizes.Prepare(samples);
        if (_steps.Length < samples)
        {
            (_steps, _firstHalves, _secondHalves) = (new DenoisingStep[samples], new DenoisingStep[samples], new DenoisingStep[samples]);
        }
    }

    /// <summary>Draws the steps: their lengths, where they start, and the flow times of the velocities.</summary>
    public void Draw(RandomSource random)
    {
        Span<float> levels = _halfSizes.Prepare(Samples)[..Consistent];
        foreach (ref float level in levels)
        {
            level = random.NextInt32(_levels);
        }

        for (int i = 0; i < levels.Length; i++)
        {
            int level = (int)levels[i];
            SetConsistent(i, level, random.NextInt32(1 << level));
        }
    }

    /// <summary>Draws the flow times of the samples that learn velocities.</summary>
    public void DrawTimes(RandomSource random)
    {
        for (int i = Consistent; i < Samples; i++)
        {
            SetVelocity(i, random.NextSingle());
        }
    }

    /// <summary>Lets a sample learn the step of length 2^(−level) that starts at section · 2^(−level).</summary>
    /// <remarks>
    /// Halves of the shortest step are never trained themselves; the velocity, which is, stands for them.
    /// </remarks>
    public void SetConsistent(int sample, int level, int section)
    {
        if (level < 0 || level >= _levels || section < 0 || section >= 1 << level)
        {
            throw new ArgumentException(
                $"Section {section} of level {level} does not exist: there are {_levels} levels, and level j has 2^j sections.", nameof(section));
        }

        float size = 1f / (1 << level);
        float time = section * size;
        float halfSize = level == _levels - 1 ? 0f : size / 2;
        _steps[sample] = new DenoisingStep(0, time, size);
        _firstHalves[sample] = new DenoisingStep(0, time, halfSize);
        _secondHalves[sample] = new DenoisingStep(1, time + (size / 2), halfSize);
        _times.Prepare(Samples)[sample] = time;
        _halfSizes.Prepare(Samples)[sample] = size / 2;
    }

    /// <summary>Lets a sample learn the velocity at a flow time.</summary>
    public void SetVelocity(int sample, float time)
    {
        _steps[sample] = new DenoisingStep(0, time, 0f);
        _times.Prepare(Samples)[sample] = time;
    }

    public ReadOnlySpan<DenoisingStep> Steps(MicroBatch batch) => _steps.AsSpan(batch.Start, batch.Count);

    public ReadOnlySpan<DenoisingStep> FirstHalves(MicroBatch batch) => _firstHalves.AsSpan(batch.Start, batch.Count);

    public ReadOnlySpan<DenoisingStep> SecondHalves(MicroBatch batch) => _secondHalves.AsSpan(batch.Start, batch.Count);

    public Tensor Times(TensorEngine engine, MicroBatch batch) => _times.Read(engine, batch, [batch.Count, 1, 1]);

    public Tensor HalfSizes(TensorEngine engine, MicroBatch batch) => _halfSizes.Read(engine, batch, [batch.Count, 1, 1]);
}

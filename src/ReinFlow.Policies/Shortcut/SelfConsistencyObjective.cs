using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Trains a shortcut policy (Frans et al., 2024): velocities by flow matching, long steps by two steps of half their length.</summary>
/// <remarks>
/// <para>
/// x = (1 − (1 − δ)·t)·x⁰ + t·x¹. Most samples learn the velocity, the step of length 0, with the target x¹ − (1 − δ)·x⁰. The others,
/// which come first in a minibatch, learn a step of length 2⁻ʲ from the mean velocity of its halves, through which no gradient flows. The
/// loss is the mean of the squared differences over all samples and components.
/// </para>
/// <para>
/// With a teacher, x¹ is where the teacher carries the same noise: the policy then learns the teacher's map from noise to action, not
/// that of the demonstrations, of which only the observations are used (distillation, in the manner of rectified flow's reflow).
/// </para>
/// </remarks>
public sealed class SelfConsistencyObjective : IImitationObjective
{
    private readonly ShortcutPolicy _policy;
    private readonly SelfConsistencyOptions _options;
    private readonly IActionSampler? _teacher;
    private readonly ShortcutDraws _draws;
    private readonly DrawBuffer _starts = new();

    /// <summary>Initializes a new instance of the <see cref="SelfConsistencyObjective"/> class.</summary>
    /// <param name="policy">The policy to train.</param>
    /// <param name="options">The options.</param>
    /// <param name="teacher">Whose actions to learn, with parameters of its own, or <see langword="null"/> for the demonstrated ones.</param>
    /// <exception cref="ArgumentException">The options are invalid, or the teacher predicts other chunks.</exception>
    public SelfConsistencyObjective(ShortcutPolicy policy, SelfConsistencyOptions options, IActionSampler? teacher = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (teacher is not null && (teacher.ActionChunk != policy.ActionChunk || teacher.NoiseBlocks != 1))
        {
            throw new ArgumentException(
                $"The teacher turns {teacher.NoiseBlocks} noise blocks into {teacher.ActionChunk}, the policy 1 into {policy.ActionChunk}. " +
                $"Take an {nameof(EulerSampler)} of equal chunks.",
                nameof(teacher));
        }

        _policy = policy;
        _options = OptionsGuard.Require(options, new SelfConsistencyOptionsValidator()) with { };
        _teacher = teacher;
        _draws = new ShortcutDraws(policy.MaximumDenoisingSteps);
    }

    /// <inheritdoc/>
    public void Draw(int samples, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentNullException.ThrowIfNull(random);
        _draws.Prepare(samples, (int)(samples * _options.Fraction));
        Span<float> starts = _starts.Prepare(samples * _policy.ActionChunk.Size);
        int consistent = _draws.Consistent * _policy.ActionChunk.Size;
        _draws.Draw(random);
        random.FillGaussian(starts[..consistent]);
        _draws.DrawTimes(random);
        random.FillGaussian(starts[consistent..]);
    }

    /// <summary>Uses recorded numbers in place of drawn ones.</summary>
    /// <param name="levels">The levels j of the first samples, which learn steps of length 2⁻ʲ.</param>
    /// <param name="sections">Which of the 2ʲ steps each of them learns.</param>
    /// <param name="times">The flow times of the other samples.</param>
    /// <param name="starts">The noise of every sample, of shape [samples, horizon, action], row-major.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together, or there is no such step.</exception>
    public void UseDraws(ReadOnlySpan<int> levels, ReadOnlySpan<int> sections, ReadOnlySpan<float> times, ReadOnlySpan<float> starts)
    {
        int samples = levels.Length + times.Length;
        if (samples == 0 || sections.Length != levels.Length || starts.Length != samples * _policy.ActionChunk.Size)
        {
            throw new ArgumentException(
                $"{levels.Length} levels, {sections.Length} sections, {times.Length} flow times and {starts.Length} noise numbers do not " +
                $"make samples of {_policy.ActionChunk.Size} components.",
                nameof(starts));
        }

        _draws.Prepare(samples, levels.Length);
        for (int i = 0; i < levels.Length; i++)
        {
            _draws.SetConsistent(i, levels[i], sections[i]);
        }

        for (int i = 0; i < times.Length; i++)
        {
            _draws.SetVelocity(levels.Length + i, times[i]);
        }

        starts.CopyTo(_starts.Prepare(starts.Length));
    }

    /// <inheritdoc/>
    public Tensor Loss(MicroBatch batch, Tensor actions, Observation observation)
    {
        ActionChunkSpec chunk = _policy.ActionChunk;
        ShapeGuard.Require(actions, [batch.Count, chunk.Horizon, chunk.ActionDimension]);
        Tensor start = _starts.Read(actions.Engine, batch, actions.Shape);
        Tensor end = _teacher?.Sample(observation, start.Reshape([batch.Count, 1, chunk.Horizon, chunk.ActionDimension])).StopGradient() ?? actions;
        Tensor direction = end - (start * (1f - _options.NoiseFloor));
        Tensor between = start + (_draws.Times(actions.Engine, batch) * direction);
        Condition condition = _policy.Encode(observation);
        Tensor target = Target(batch, between, direction, condition);
        Tensor velocity = _policy.Velocity(between, _policy.EmbedSteps(_draws.Steps(batch)), condition);
        return (velocity - target).Square().Sum() * (1f / (_draws.Samples * chunk.Size));
    }

    private Tensor Target(MicroBatch batch, Tensor between, Tensor direction, Condition condition)
    {
        int consistent = Math.Clamp(_draws.Consistent - batch.Start, 0, batch.Count);
        if (consistent == 0)
        {
            return direction;
        }

        var rows = new MicroBatch(batch.Index, batch.Start, consistent);
        Tensor halves = Halves(rows, between.Slice(0, 0, consistent), new Condition(condition.Embedding.Slice(0, 0, consistent))).StopGradient();
        return consistent == batch.Count
            ? halves
            : direction.Engine.Concatenate(0, halves, direction.Slice(0, consistent, batch.Count - consistent));
    }

    /// <summary>Computes the mean velocity of two steps of half the length.</summary>
    private Tensor Halves(MicroBatch rows, Tensor state, Condition condition)
    {
        Tensor first = _policy.Velocity(state, _policy.EmbedSteps(_draws.FirstHalves(rows)), condition);
        Tensor middle = state + (_draws.HalfSizes(state.Engine, rows) * first);
        Tensor second = _policy.Velocity(middle, _policy.EmbedSteps(_draws.SecondHalves(rows)), condition);
        return (first + second) * 0.5f;
    }
}

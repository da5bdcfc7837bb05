using ReinFlow.Environments;

namespace ReinFlow.Demonstrations;

/// <summary>A training set in memory, cut into transitions of whole chunks of actions.</summary>
/// <remarks>
/// The reward is the sum over the executed steps, the end of the task is looked for in all of them, and the next observation is the one
/// after the last of them, never one of another episode. Where an episode was cut by a limit and the observation after its last step was not
/// recorded, as in <c>train.npz</c>, a transition that ends with it would not know what to bootstrap from: there is none.
/// </remarks>
/// <threadsafety>Reading is thread-safe.</threadsafety>
public sealed class TransitionSet : ITransitions
{
    private readonly TransitionData _data;
    private readonly TransitionWindow[] _windows;

    private TransitionSet(TransitionData data, TransitionOptions options)
    {
        _data = data;
        ExecutedSteps = options.ExecutedSteps;
        ObservationHistory = options.ObservationHistory;
        _windows = Cut(data, options);
    }

    /// <inheritdoc/>
    public int Count => _windows.Length;

    /// <inheritdoc/>
    public int ObservationHistory { get; }

    /// <inheritdoc/>
    public int ObservationDimension => _data.Steps.ObservationDimension;

    /// <inheritdoc/>
    public int ExecutedSteps { get; }

    /// <inheritdoc/>
    public int ActionDimension => _data.Steps.ActionDimension;

    /// <summary>Gets where the transitions lie, in the order of the file.</summary>
    public IReadOnlyList<TransitionWindow> Windows => _windows;

    /// <summary>Reads a training set in the official layout with <c>rewards</c> and <c>terminals</c>, already normalised.</summary>
    /// <param name="path">The path of <c>train.npz</c>.</param>
    /// <param name="options">How to cut transitions; the defaults if null.</param>
    /// <returns>The transitions.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="Formats.FileFormatException">An array is missing or does not fit the others, or a number is not finite.</exception>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public static TransitionSet Load(string path, TransitionOptions? options = null)
    {
        options = Checked(options);
        return new TransitionSet(TransitionFile.Read(path, options.MaximumEpisodes), options);
    }

    /// <summary>Makes transitions of recorded episodes, which know the observation after their last step.</summary>
    /// <param name="recording">The episodes, in the units of the environment.</param>
    /// <param name="normalization">The ranges to normalise with, or <see langword="null"/> to leave everything as it is.</param>
    /// <param name="options">How to cut transitions; the defaults if null.</param>
    /// <returns>The transitions.</returns>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public static TransitionSet FromRecording(EpisodeRecording recording, Normalization? normalization = null, TransitionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        options = Checked(options);
        float[] observations = [.. recording.Observations];
        float[] finals = [.. recording.FinalObservations];
        float[] actions = [.. recording.Actions];
        if (normalization is not null)
        {
            Apply(normalization.NormalizeObservation, observations, recording.ObservationDimension);
            Apply(normalization.NormalizeObservation, finals, recording.ObservationDimension);
            Apply(normalization.NormalizeAction, actions, recording.ActionDimension);
        }

        int[] lengths = [.. recording.Lengths.Take(options.MaximumEpisodes ?? recording.Count)];
        var steps = new DemonstrationData(observations, recording.ObservationDimension, actions, recording.ActionDimension, lengths);
        return new TransitionSet(new TransitionData(steps, recording.Rewards, recording.Terminated, finals), options);
    }

    /// <inheritdoc/>
    public void Read(
        int first, Span<float> observations, Span<float> actions, Span<float> rewards, Span<bool> terminated, Span<float> nextObservations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + rewards.Length, Count, nameof(first));
        int stack = ObservationHistory * ObservationDimension;
        int chunk = ExecutedSteps * ActionDimension;
        for (int i = 0; i < rewards.Length; i++)
        {
            TransitionWindow window = _windows[first + i];
            CopyHistory(window, 0, observations.Slice(i * stack, stack));
            CopyHistory(window, window.Steps, nextObservations.Slice(i * stack, stack));
            Span<float> target = actions.Slice(i * chunk, chunk);
            target.Clear();
            _data.Steps.Actions.AsSpan(window.FirstRow * ActionDimension, window.Steps * ActionDimension).CopyTo(target);
            rewards[i] = Sum(_data.Rewards.AsSpan(window.FirstRow, window.Steps));
            terminated[i] = window.EndsEpisode && _data.Terminated[window.Episode];
        }
    }

    private static TransitionOptions Checked(TransitionOptions? options) =>
        OptionsGuard.Require(options ?? new TransitionOptions(), new TransitionOptionsValidator()) with { };

    private static TransitionWindow[] Cut(TransitionData data, TransitionOptions options)
    {
        var windows = new List<TransitionWindow>();
        int start = 0;
        for (int episode = 0; episode < data.Steps.EpisodeLengths.Length; episode++)
        {
            int length = data.Steps.EpisodeLengths[episode];
            bool hasEnd = data.Terminated[episode] || data.FinalObservations is not null;
            for (int before = 0; before < length; before++)
            {
                int steps = Math.Min(options.ExecutedSteps, length - before);
                bool ends = before + steps == length;
                bool isWhole = steps == options.ExecutedSteps || options.EpisodeEnd == EpisodeEnd.Cut;
                if (isWhole && (hasEnd || !ends))
                {
                    windows.Add(new TransitionWindow(start + before, before, steps, episode, ends));
                }
            }

            start += length;
        }

        return [.. windows];
    }

    private static void Apply(SpanChange change, float[] values, int size)
    {
        for (int i = 0; i < values.Length; i += size)
        {
            change(values.AsSpan(i, size), values.AsSpan(i, size));
        }
    }

    private static float Sum(ReadOnlySpan<float> values)
    {
        double sum = 0.0;
        foreach (float value in values)
        {
            sum += value;
        }

        return (float)sum;
    }

    private void CopyHistory(TransitionWindow window, int ahead, Span<float> target)
    {
        for (int h = 0; h < ObservationHistory; h++)
        {
            int offset = Math.Max(ahead - (ObservationHistory - 1 - h), -window.RowsBefore);
            ObservationAt(window, offset).CopyTo(target[(h * ObservationDimension)..]);
        }
    }

    /// <summary>Finds an observation of the window's episode; after the end of the task, where it counts nothing, the last known one.</summary>
    private ReadOnlySpan<float> ObservationAt(TransitionWindow window, int offset)
    {
        bool isFinal = window.EndsEpisode && offset == window.Steps;
        return isFinal && _data.FinalObservations is { } finals
            ? finals.AsSpan(window.Episode * ObservationDimension, ObservationDimension)
            : _data.Steps.Observations.AsSpan((window.FirstRow + offset - (isFinal ? 1 : 0)) * ObservationDimension, ObservationDimension);
    }

    private delegate void SpanChange(ReadOnlySpan<float> source, Span<float> target);
}

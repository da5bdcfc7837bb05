using ReinFlow.Environments;

namespace ReinFlow.Demonstrations;

/// <summary>A training set in memory, cut into windows as the official implementation cuts it.</summary>
/// <remarks>
/// A window starts at every row that has a whole action chunk before the end of its episode: an episode of length L has L − Ta + 1 windows,
/// one shorter than Ta has none, and no action is ever padded. An observation from before the start of the episode is replaced by the first one.
/// </remarks>
/// <threadsafety>Reading is thread-safe.</threadsafety>
public sealed class DemonstrationSet : IDemonstrations
{
    /// <summary>The usual name of a training set's file.</summary>
    public const string FileName = DemonstrationFile.Name;

    private readonly DemonstrationData _data;
    private readonly DemonstrationWindow[] _windows;

    private DemonstrationSet(DemonstrationData data, DemonstrationWindow[] windows, int horizon, int observationHistory)
    {
        _data = data;
        _windows = windows;
        Horizon = horizon;
        ObservationHistory = observationHistory;
        EpisodeCount = windows.Select(window => window.Episode).Distinct().Count();
    }

    /// <inheritdoc/>
    public int Count => _windows.Length;

    /// <inheritdoc/>
    public int ObservationHistory { get; }

    /// <inheritdoc/>
    public int ObservationDimension => _data.ObservationDimension;

    /// <inheritdoc/>
    public int Horizon { get; }

    /// <inheritdoc/>
    public int ActionDimension => _data.ActionDimension;

    /// <summary>Gets the number of episodes that have at least one window.</summary>
    public int EpisodeCount { get; }

    /// <summary>Gets the windows in the order of the file.</summary>
    public IReadOnlyList<DemonstrationWindow> Windows => _windows;

    /// <summary>Reads a training set in the official layout: <c>states</c>, <c>actions</c> and <c>traj_lengths</c>, already normalised.</summary>
    /// <remarks>Other arrays of the file are not read, and neither are rows of episodes that are not used.</remarks>
    /// <param name="path">The path of <c>train.npz</c>.</param>
    /// <param name="options">How to cut windows; the defaults if null.</param>
    /// <returns>The training set.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="Formats.FileFormatException">
    /// An array is missing or of the wrong shape, lengths do not add up, a number is not finite, or no episode is as long as the horizon.
    /// </exception>
    public static DemonstrationSet Load(string path, DemonstrationOptions? options = null)
    {
        options ??= new DemonstrationOptions();
        options.Require();
        DemonstrationData data = DemonstrationFile.Read(path, options.MaximumEpisodes);
        DemonstrationWindow[] windows = Cut(data.EpisodeLengths, options.Horizon);
        return windows.Length > 0
            ? new DemonstrationSet(data, windows, options.Horizon, options.ObservationHistory)
            : throw new Formats.FileFormatException(
                path,
                $"{data.EpisodeLengths.Length} episodes, none longer than {data.EpisodeLengths.DefaultIfEmpty().Max()} steps",
                $"an episode of at least {options.Horizon}",
                "Choose a shorter horizon, or use more episodes.");
    }

    /// <summary>Makes a training set of raw episodes without a file.</summary>
    /// <param name="episodes">The episodes, in the units of the environment, with equal dimensions.</param>
    /// <param name="normalization">The ranges to normalise with, for example from <see cref="Ranges"/>.</param>
    /// <param name="options">How to cut windows; the defaults if null.</param>
    /// <returns>The training set.</returns>
    /// <exception cref="ArgumentException">There is no episode as long as the horizon, or dimensions differ.</exception>
    public static DemonstrationSet FromEpisodes(
        IReadOnlyList<DemonstrationEpisode> episodes, Normalization normalization, DemonstrationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(normalization);
        options ??= new DemonstrationOptions();
        options.Require();
        DemonstrationEpisode[] used = [.. episodes.Take(options.MaximumEpisodes ?? episodes.Count)];
        DemonstrationData data = EpisodeNormalizer.Normalize(used, normalization);
        DemonstrationWindow[] windows = Cut(data.EpisodeLengths, options.Horizon);
        return windows.Length > 0
            ? new DemonstrationSet(data, windows, options.Horizon, options.ObservationHistory)
            : throw new ArgumentException(
                $"None of {used.Length} episodes has the {options.Horizon} steps of a horizon; choose a shorter horizon or record longer episodes.",
                nameof(episodes));
    }

    /// <summary>Finds the smallest and largest value of every feature and action component.</summary>
    /// <param name="episodes">The episodes, in the units of the environment, with equal dimensions.</param>
    /// <returns>The ranges.</returns>
    /// <exception cref="ArgumentException">There is no episode, or dimensions differ.</exception>
    public static Normalization Ranges(IReadOnlyList<DemonstrationEpisode> episodes)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        return EpisodeNormalizer.FindRanges(episodes);
    }

    /// <summary>Writes raw episodes as a training set in the official layout: <c>train.npz</c>, normalised, and <c>normalization.npz</c>.</summary>
    /// <remarks>Rewards and ends are written if every episode has rewards.</remarks>
    /// <param name="directory">The directory of both files; it is created if necessary.</param>
    /// <param name="episodes">The episodes, in the units of the environment, with equal dimensions.</param>
    /// <returns>The ranges that were written.</returns>
    /// <exception cref="ArgumentException">There is no episode, or dimensions differ.</exception>
    public static Normalization Save(string directory, IReadOnlyList<DemonstrationEpisode> episodes)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Normalization ranges = Ranges(episodes);
        Directory.CreateDirectory(directory);
        NormalizationFile.Save(Path.Combine(directory, NormalizationFile.Name), ranges);
        SaveFile(Path.Combine(directory, FileName), episodes, ranges);
        return ranges;
    }

    /// <summary>Writes raw episodes as a training set in the official layout, without the file of its ranges.</summary>
    /// <remarks>Rewards and terminations are written if every episode has rewards.</remarks>
    /// <param name="path">The path of <c>train.npz</c>; an existing file is replaced as a whole.</param>
    /// <param name="episodes">The episodes, in the units of the environment, with equal dimensions.</param>
    /// <param name="normalization">The ranges to normalise with, for example from <see cref="Ranges"/>.</param>
    /// <exception cref="ArgumentException">There is no episode, or dimensions differ.</exception>
    public static void SaveFile(string path, IReadOnlyList<DemonstrationEpisode> episodes, Normalization normalization)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(normalization);
        DemonstrationFile.Write(path, EpisodeNormalizer.Normalize(episodes, normalization), episodes);
    }

    /// <summary>Divides the set by episodes, so that no window of an episode is in both parts.</summary>
    /// <remarks>
    /// The episodes are put into a random order; the first round(fraction · episodes) of it, at least one, are for validation. Windows keep the
    /// order of the file. The same random source gives the same parts; it is not advanced. The rows are shared, not copied.
    /// </remarks>
    /// <param name="validationFraction">The part of the episodes for validation, between 0 and 1, both excluded.</param>
    /// <param name="random">Decides which episodes are for validation.</param>
    /// <returns>Both parts, neither of them empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">There are fewer than two episodes.</exception>
    public (DemonstrationSet Training, DemonstrationSet Validation) Split(double validationFraction, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (validationFraction is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validationFraction), validationFraction, "The validation fraction lies between 0 and 1.");
        }

        int[] episodes = [.. _windows.Select(window => window.Episode).Distinct()];
        if (episodes.Length < 2)
        {
            throw new ArgumentException(
                "One episode cannot be divided by episodes; record more, or train without validation.", nameof(validationFraction));
        }

        int[] order = new int[episodes.Length];
        random.Split("demonstration split").FillPermutation(order);
        int count = Math.Clamp((int)Math.Round(validationFraction * episodes.Length), 1, episodes.Length - 1);
        HashSet<int> validation = [.. order.Take(count).Select(index => episodes[index])];
        return (Part(window => !validation.Contains(window.Episode)), Part(window => validation.Contains(window.Episode)));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no window of an index.</exception>
    /// <exception cref="ArgumentException">A block has the wrong length.</exception>
    public void Gather(ReadOnlySpan<int> windows, Span<float> observations, Span<float> actions)
    {
        int stack = ObservationHistory * ObservationDimension;
        int chunk = Horizon * ActionDimension;
        if (observations.Length != windows.Length * stack || actions.Length != windows.Length * chunk)
        {
            throw new ArgumentException(
                $"{windows.Length} windows need {windows.Length * stack} observation and {windows.Length * chunk} action numbers, "
                + $"but the blocks have {observations.Length} and {actions.Length}.");
        }

        for (int i = 0; i < windows.Length; i++)
        {
            int index = windows[i];
            if ((uint)index >= (uint)_windows.Length)
            {
                throw new ArgumentOutOfRangeException(nameof(windows), index, $"There are {_windows.Length} windows.");
            }

            DemonstrationWindow window = _windows[index];
            Rows(_data.Actions, window.FirstRow, chunk, ActionDimension).CopyTo(actions[(i * chunk)..]);
            CopyHistory(window, observations.Slice(i * stack, stack));
        }
    }

    private static DemonstrationWindow[] Cut(int[] episodeLengths, int horizon)
    {
        var windows = new List<DemonstrationWindow>();
        int start = 0;
        for (int episode = 0; episode < episodeLengths.Length; episode++)
        {
            for (int before = 0; before <= episodeLengths[episode] - horizon; before++)
            {
                windows.Add(new DemonstrationWindow(start + before, before, episode));
            }

            start += episodeLengths[episode];
        }

        return [.. windows];
    }

    private static ReadOnlySpan<float> Rows(float[] values, int row, int length, int width) => values.AsSpan(row * width, length);

    private void CopyHistory(DemonstrationWindow window, Span<float> target)
    {
        for (int h = 0; h < ObservationHistory; h++)
        {
            int back = Math.Min(ObservationHistory - 1 - h, window.RowsBefore);
            Rows(_data.Observations, window.FirstRow - back, ObservationDimension, ObservationDimension).CopyTo(target[(h * ObservationDimension)..]);
        }
    }

    private DemonstrationSet Part(Func<DemonstrationWindow, bool> belongs) => new(_data, [.. _windows.Where(belongs)], Horizon, ObservationHistory);
}

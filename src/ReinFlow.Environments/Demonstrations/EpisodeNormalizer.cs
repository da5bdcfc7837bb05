using ReinFlow.Environments;

namespace ReinFlow.Demonstrations;

/// <summary>Finds the ranges of raw episodes and brings them to [−1, 1].</summary>
internal static class EpisodeNormalizer
{
    public static Normalization FindRanges(IReadOnlyList<DemonstrationEpisode> episodes)
    {
        DemonstrationEpisode first = RequireSameDimensions(episodes);
        (float[] observationMinimum, float[] observationMaximum) = Range(episodes, first.ObservationDimension, episode => episode.Observations);
        (float[] actionMinimum, float[] actionMaximum) = Range(episodes, first.ActionDimension, episode => episode.Actions);
        return new Normalization(observationMinimum, observationMaximum, actionMinimum, actionMaximum);
    }

    public static DemonstrationData Normalize(IReadOnlyList<DemonstrationEpisode> episodes, Normalization ranges)
    {
        DemonstrationEpisode first = RequireSameDimensions(episodes);
        if (ranges.ObservationMinimum.Length != first.ObservationDimension || ranges.ActionMinimum.Length != first.ActionDimension)
        {
            throw new ArgumentException(
                $"The ranges are for {ranges.ObservationMinimum.Length} features and {ranges.ActionMinimum.Length} action components, "
                + $"but the episodes have {first.ObservationDimension} and {first.ActionDimension}.");
        }

        int rows = episodes.Sum(episode => episode.Length);
        float[] observations = new float[checked(rows * first.ObservationDimension)];
        float[] actions = new float[checked(rows * first.ActionDimension)];
        int row = 0;
        foreach (DemonstrationEpisode episode in episodes)
        {
            for (int step = 0; step < episode.Length; step++, row++)
            {
                ranges.NormalizeObservation(Row(episode.Observations, step, first.ObservationDimension), Row(observations, row, first.ObservationDimension));
                ranges.NormalizeAction(Row(episode.Actions, step, first.ActionDimension), Row(actions, row, first.ActionDimension));
            }
        }

        int[] lengths = [.. episodes.Select(episode => episode.Length)];
        return new DemonstrationData(observations, first.ObservationDimension, actions, first.ActionDimension, lengths);
    }

    private static DemonstrationEpisode RequireSameDimensions(IReadOnlyList<DemonstrationEpisode> episodes)
    {
        if (episodes.Count == 0)
        {
            throw new ArgumentException("There is no episode; record at least one.", nameof(episodes));
        }

        DemonstrationEpisode first = episodes[0];
        DemonstrationEpisode? other = episodes.FirstOrDefault(
            episode => episode.ObservationDimension != first.ObservationDimension || episode.ActionDimension != first.ActionDimension);
        return other is null
            ? first
            : throw new ArgumentException(
                $"One episode has {other.ObservationDimension} features and {other.ActionDimension} action components, "
                + $"the first one {first.ObservationDimension} and {first.ActionDimension}; save them as different training sets.",
                nameof(episodes));
    }

    private static (float[] Minimum, float[] Maximum) Range(
        IReadOnlyList<DemonstrationEpisode> episodes, int dimension, Func<DemonstrationEpisode, ReadOnlyMemory<float>> select)
    {
        float[] minimum = [.. Enumerable.Repeat(float.PositiveInfinity, dimension)];
        float[] maximum = [.. Enumerable.Repeat(float.NegativeInfinity, dimension)];
        foreach (DemonstrationEpisode episode in episodes)
        {
            ReadOnlySpan<float> values = select(episode).Span;
            for (int i = 0; i < values.Length; i++)
            {
                minimum[i % dimension] = Math.Min(minimum[i % dimension], values[i]);
                maximum[i % dimension] = Math.Max(maximum[i % dimension], values[i]);
            }
        }

        return (minimum, maximum);
    }

    private static ReadOnlySpan<float> Row(ReadOnlyMemory<float> rows, int row, int width) => rows.Span.Slice(row * width, width);

    private static Span<float> Row(float[] rows, int row, int width) => rows.AsSpan(row * width, width);
}

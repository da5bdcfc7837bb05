using ReinFlow.FineTuning;

namespace ReinFlow.Algorithms;

/// <summary>Remembers the first, the best and the last evaluation of a run.</summary>
internal sealed class EvaluationHistory
{
    public EpisodeStatistics? First { get; private set; }

    public EpisodeStatistics? Best { get; private set; }

    public int BestIteration { get; private set; }

    public EpisodeStatistics? Last { get; private set; }

    /// <summary>Adds an evaluation.</summary>
    /// <param name="iteration">The number of completed iterations.</param>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="requested">The episodes that were asked for: when long ones are missing, the mean is biased and is not compared.</param>
    /// <returns>Whether it is the best so far.</returns>
    public bool Add(int iteration, EpisodeStatistics evaluation, int requested)
    {
        First ??= evaluation;
        Last = evaluation;
        bool isBest = evaluation.Episodes >= requested && (Best is null || evaluation.MeanReturn > Best.MeanReturn);
        if (isBest)
        {
            (Best, BestIteration) = (evaluation, iteration);
        }

        return isBest;
    }

    /// <summary>Sums up a run that has ended.</summary>
    /// <param name="iterations">The number of completed iterations.</param>
    /// <param name="environmentSteps">The number of environment steps.</param>
    /// <returns>The report.</returns>
    public FineTuningReport Report(int iterations, long environmentSteps) => new(iterations, environmentSteps, First, Best, BestIteration, Last);

    /// <summary>Takes the history of a saved run.</summary>
    /// <param name="saved">The saved run.</param>
    public void Restore(FineTuningStateRecord saved) =>
        (First, Best, BestIteration, Last) = (saved.First, saved.Best, saved.BestIteration, saved.Last);
}

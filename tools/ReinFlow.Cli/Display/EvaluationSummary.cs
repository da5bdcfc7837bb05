using ReinFlow.FineTuning;

namespace ReinFlow.Cli.Display;

/// <summary>The first, the best and the last evaluation of a run.</summary>
internal sealed class EvaluationSummary
{
    private readonly List<(int After, EpisodeStatistics Statistics)> _evaluations = [];

    public void Add(int after, EpisodeStatistics statistics) => _evaluations.Add((after, statistics));

    /// <summary>Keeps an evaluation and shows it, if there was one.</summary>
    /// <param name="display">Shows it.</param>
    /// <param name="unit">What is counted, such as <c>iteration</c>.</param>
    /// <param name="after">How many were completed.</param>
    /// <param name="statistics">The evaluation, or null.</param>
    public void Show(IRunDisplay display, string unit, int after, EpisodeStatistics? statistics)
    {
        if (statistics is not null)
        {
            Add(after, statistics);
            display.Line(Texts.Evaluation(after == 0 ? "before training" : $"after {unit} {after}", statistics));
        }
    }

    /// <summary>Writes the table, or nothing if there was no evaluation.</summary>
    public void Write(TextWriter output)
    {
        if (_evaluations.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(Row("", "after", "return", "success", "length", "episodes"));
        Write(output, "first", _evaluations[0]);
        Write(output, "best", Best());
        Write(output, "last", _evaluations[^1]);
        output.WriteLine($"success          {_evaluations[0].Statistics.SuccessCriterion}");
    }

    /// <summary>Finds the best among those with the most episodes: where some are missing, it is the long ones.</summary>
    private (int After, EpisodeStatistics Statistics) Best()
    {
        int episodes = _evaluations.Max(evaluation => evaluation.Statistics.Episodes);
        return _evaluations.Where(evaluation => evaluation.Statistics.Episodes == episodes).MaxBy(evaluation => evaluation.Statistics.MeanReturn);
    }

    private static void Write(TextWriter output, string name, (int After, EpisodeStatistics Statistics) evaluation)
    {
        (int after, EpisodeStatistics statistics) = evaluation;
        output.WriteLine(Row(
            name,
            Texts.Number(after, "F0"),
            Texts.Spread(statistics.MeanReturn, statistics.ReturnDeviation),
            Texts.Percent(statistics.SuccessRate),
            Texts.Number(statistics.MeanLength, "F1"),
            Texts.Number(statistics.Episodes, "F0")));
    }

    private static string Row(string name, string after, string @return, string success, string length, string episodes) =>
        $"{name,-5}  {after,6}  {@return,22}  {success,8}  {length,8}  {episodes,8}";
}

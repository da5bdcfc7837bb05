namespace ReinFlow.Reports;

/// <summary>The runs of one kind in one environment: what can be compared.</summary>
internal sealed class ReportSection
{
    private readonly RunKind _kind;

    private ReportSection(RunKind kind, string environment, IReadOnlyList<RunRecord> runs)
    {
        _kind = kind;
        Title = (kind == RunKind.Pretraining ? "Imitation on " : "Fine-tuning on ") + environment;
        Runs = runs;
        Groups = RunGroup.Of(runs);
    }

    public string Title { get; }

    public bool IsPretraining => _kind == RunKind.Pretraining;

    public bool HasOfflineUpdates => Runs.Any(run => RunAxis.OfflineIterations(run) > 1);

    public IReadOnlyList<RunRecord> Runs { get; }

    public IReadOnlyList<RunGroup> Groups { get; }

    public static IReadOnlyList<ReportSection> Of(IReadOnlyList<RunRecord> runs) =>
    [
        .. runs.GroupBy(run => (run.Kind, run.Environment))
            .OrderBy(section => section.Key.Kind)
            .Select(section => new ReportSection(section.Key.Kind, section.Key.Environment, [.. section])),
    ];

    public IEnumerable<Measurement> Measurements() => Measurement.Of(_kind).Where(HasNumbers);

    public IEnumerable<Measurement> FurtherMeasurements() => Measurement.Further(_kind, Runs);

    public LineChart Chart(Measurement measurement, RunAxis axis) => new(
        measurement.Title,
        axis.TitleFor(_kind),
        [.. measurement.Parts.SelectMany(part => Groups.SelectMany((group, colour) => Curves.Of(group, colour, part, axis)))])
    {
        Subtitle = measurement.Note,
        Scale = measurement.Scale,
        Floor = measurement.Floor,
    };

    /// <summary>Says what the bands of this section mean.</summary>
    public string BandNote()
    {
        string several = "Bands and pale lines: one standard deviation over seeds around their mean, and the single runs.";
        string one = "Bands of evaluation returns: one standard deviation over the episodes.";
        bool hasSeveral = Groups.Any(group => group.Runs.Count > 1);
        bool hasOne = Groups.Any(group => group.Runs.Count == 1 && group.Runs[0].Progress.Has("evaluation_return_std"));
        return (hasSeveral, hasOne) switch
        {
            (true, true) => $"{several} Where there is one run: its evaluation returns with one standard deviation over the episodes.",
            (true, false) => several,
            (false, true) => one,
            _ => string.Empty,
        };
    }

    private bool HasNumbers(Measurement measurement) => Runs.Any(run => measurement.Parts.Any(part => part.Values(run).Any(double.IsFinite)));
}

using System.Globalization;
using ReinFlow.Runs;

namespace ReinFlow.Cli.Display;

/// <summary>What a recorded data set holds, as text.</summary>
internal sealed record DemonstrationReport(string Folder, DemonstrationManifest Manifest)
{
    public string ToText() => string.Join(
        Environment.NewLine,
        $"data set    {Path.GetFullPath(Folder)}",
        $"task        {Manifest.Environment}, {Manifest.Mode.ToString().ToLowerInvariant()}, seed {Manifest.Seed}",
        string.Create(CultureInfo.InvariantCulture, $"size        {Manifest.Episodes:N0} episodes, {Manifest.EnvironmentSteps:N0} steps"),
        $"return      {Texts.Spread(Manifest.Returns.Mean, Manifest.Returns.StandardDeviation)}, {Range(Manifest.Returns)}",
        $"length      {Texts.Spread(Manifest.Lengths.Mean, Manifest.Lengths.StandardDeviation)}, {Range(Manifest.Lengths)}",
        $"terminated  {Texts.Percent(Manifest.TerminatedShare)}",
        $"success     {Texts.Percent(Manifest.SuccessRate)} ({Manifest.SuccessCriterion})",
        $"imitate it  reinflow pretrain RECIPE --demonstrations {Path.Combine(Folder, "train.npz")}");

    private static string Range(Distribution distribution) => string.Create(
        CultureInfo.InvariantCulture,
        $"from {distribution.Minimum:F2} to {distribution.Maximum:F2}, median {distribution.Median:F2}");
}

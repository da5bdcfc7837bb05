using System.Text.Json;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;

namespace ReinFlow.Cli.Display;

/// <summary>What an evaluation found, as text or as JSON.</summary>
internal sealed record EvaluationReport(string Path, Recipe Recipe, SampleMode Mode, ulong Seed, EpisodeStatistics Statistics)
{
    private string ModeName => Mode == SampleMode.Stochastic ? "stochastic" : "deterministic";

    public string ToText() => string.Join(
        Environment.NewLine,
        $"policy    {Path}",
        $"task      {Recipe.Environment.Name}, {Statistics.Episodes} episodes, {ModeName}, seed {Seed}",
        $"return    {Texts.Spread(Statistics.MeanReturn, Statistics.ReturnDeviation)}",
        $"success   {Texts.Percent(Statistics.SuccessRate)} ({Statistics.SuccessCriterion})",
        $"length    {Texts.Spread(Statistics.MeanLength, Statistics.LengthDeviation)}");

    public string ToJson() => JsonText.Object(writer =>
    {
        writer.WriteString("policy", Path);
        writer.WriteString("recipe", Recipe.Name);
        writer.WriteString("environment", Recipe.Environment.Name);
        writer.WriteString("mode", ModeName);
        writer.WriteNumber("seed", Seed);
        writer.WriteNumber("episodes", Statistics.Episodes);
        Write(writer, "meanReturn", Statistics.MeanReturn);
        Write(writer, "returnDeviation", Statistics.ReturnDeviation);
        Write(writer, "meanBestReward", Statistics.MeanBestReward);
        Write(writer, "successRate", Statistics.SuccessRate);
        writer.WriteString("successCriterion", Statistics.SuccessCriterion);
        Write(writer, "meanLength", Statistics.MeanLength);
        Write(writer, "lengthDeviation", Statistics.LengthDeviation);
    });

    private static void Write(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}

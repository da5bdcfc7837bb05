using System.Globalization;

namespace ReinFlow.Tests.Recipes;

/// <summary>A row of a table in Golden: the numbers of one official configuration.</summary>
internal sealed class OfficialRow
{
    private readonly Dictionary<string, string> _values;

    private OfficialRow(Dictionary<string, string> values) => _values = values;

    /// <summary>Gets the configuration files of ReinFlow for the gym tasks, with their rows.</summary>
    public static Dictionary<string, OfficialRow> Gym { get; } = Read("gym_hyperparameters.csv");

    /// <summary>Gets the recipes of DPPO, with their rows.</summary>
    public static Dictionary<string, OfficialRow> Dppo { get; } = Read("dppo_hyperparameters.csv");

    public string this[string column] => _values[column];

    public double Number(string column) => double.Parse(_values[column], CultureInfo.InvariantCulture);

    public int Whole(string column) => int.Parse(_values[column], CultureInfo.InvariantCulture);

    public int[] List(string column) => _values[column] == "null"
        ? []
        : [.. _values[column].Trim('[', ']').Split(", ").Select(word => int.Parse(word, CultureInfo.InvariantCulture))];

    /// <summary>Gets a number, or <see langword="null"/> where the configuration says so.</summary>
    public double? Optional(string column) => _values[column] == "null" ? null : Number(column);

    public bool Truth(string column) => bool.Parse(_values[column]);

    private static Dictionary<string, OfficialRow> Read(string table)
    {
        string[][] lines =
        [
            .. File.ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", table))
                .Select(line => line.Split(';')),
        ];
        return lines.Skip(1).ToDictionary(
            words => words[0], words => new OfficialRow(lines[0].Zip(words).ToDictionary(pair => pair.First, pair => pair.Second)));
    }
}

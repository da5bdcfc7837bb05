using System.Globalization;

namespace ReinFlow.Tests.Recipes;

/// <summary>A row of Golden/gym_hyperparameters.csv: the numbers of one official configuration file.</summary>
internal sealed class OfficialRow
{
    private static readonly Dictionary<string, OfficialRow> Rows = Read();

    private readonly Dictionary<string, string> _values;

    private OfficialRow(Dictionary<string, string> values) => _values = values;

    public static IEnumerable<string> Files => Rows.Keys;

    public string this[string column] => _values[column];

    public static OfficialRow Of(string file) => Rows[file];

    public double Number(string column) => double.Parse(_values[column], CultureInfo.InvariantCulture);

    public int Whole(string column) => int.Parse(_values[column], CultureInfo.InvariantCulture);

    public int[] List(string column) => _values[column] == "null"
        ? []
        : [.. _values[column].Trim('[', ']').Split(", ").Select(word => int.Parse(word, CultureInfo.InvariantCulture))];

    private static Dictionary<string, OfficialRow> Read()
    {
        string[][] lines =
        [
            .. File.ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "gym_hyperparameters.csv"))
                .Select(line => line.Split(';')),
        ];
        return lines.Skip(1).ToDictionary(
            words => words[0], words => new OfficialRow(lines[0].Zip(words).ToDictionary(pair => pair.First, pair => pair.Second)));
    }
}

using System.Globalization;
using System.Xml.Linq;

namespace ReinFlow.Environments.MuJoCo;

/// <summary>Writes the words of a model's text.</summary>
internal static class ModelText
{
    /// <summary>Writes numbers so that reading them gives the same bits.</summary>
    public static string Numbers(params ReadOnlySpan<double> values)
    {
        string[] words = new string[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            words[i] = values[i].ToString("R", CultureInfo.InvariantCulture);
        }

        return string.Join(' ', words);
    }

    /// <summary>Writes an element.</summary>
    public static XElement Element(string name, params IEnumerable<(string Name, string Value)> attributes) =>
        new(name, attributes.Select(attribute => new XAttribute(attribute.Name, attribute.Value)));
}

using System.Globalization;

namespace ReinFlow.Environments.MuJoCo;

/// <summary>The layouts of the released versions, measured from their headers on 64-bit systems.</summary>
internal sealed class LayoutTable
{
    private const string Resource = "ReinFlow.Environments.MuJoCo.layouts.csv";

    private readonly Dictionary<int, MemoryLayout> _rows = [];

    /// <summary>Initializes a new instance of the <see cref="LayoutTable"/> class.</summary>
    /// <param name="text">A header line with the members' names, then one line per layout that starts with its version numbers.</param>
    public LayoutTable(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Names = lines[0].Split(',')[1..];
        foreach (string line in lines[1..])
        {
            string[] fields = line.Split(',');
            int[] offsets = [.. fields[1..].Select(field => int.Parse(field, CultureInfo.InvariantCulture))];
            if (offsets.Length != MemoryLayout.MemberCount)
            {
                throw new FormatException(
                    $"The layout table has {offsets.Length} numbers in line '{line}', not {MemoryLayout.MemberCount}.");
            }

            foreach (string version in fields[0].Split(' '))
            {
                _rows.Add(int.Parse(version, CultureInfo.InvariantCulture), new MemoryLayout(offsets));
            }
        }
    }

    /// <summary>Gets the engine's names of the members, in the order of <see cref="LayoutMember"/>.</summary>
    public string[] Names { get; }

    /// <summary>Gets the versions in the table.</summary>
    public IEnumerable<Version> Versions => _rows.Keys.Select(ParseVersion);

    /// <summary>Reads the table that comes with the library.</summary>
    public static LayoutTable ReadEmbedded()
    {
        using Stream stream = typeof(LayoutTable).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return new LayoutTable(reader.ReadToEnd());
    }

    /// <summary>Reads the engine's version number: three digits up to 3.4.0, seven from 3.5.0 on.</summary>
    public static Version ParseVersion(int number) => number < 1_000_000
        ? new Version(number / 100, number / 10 % 10, number % 10)
        : new Version(number / 1_000_000, number / 1_000 % 1_000, number % 1_000);

    /// <summary>Returns the layout that the probe found if the table agrees or does not know the version.</summary>
    /// <exception cref="NotSupportedException">The table says otherwise.</exception>
    public MemoryLayout Confirm(int version, MemoryLayout found, string library)
    {
        if (_rows.TryGetValue(version, out MemoryLayout? row) && row.FirstDifference(found) is LayoutMember member)
        {
            throw new NotSupportedException(
                $"The MuJoCo library '{library}' says that it is version {ParseVersion(version)} " +
                $"but keeps {Names[(int)member]} at {found[member]}, not at {row[member]} as the official release does. " +
                "Use an official build, such as Debian's package libmujoco2.2.2.");
        }

        return found;
    }
}

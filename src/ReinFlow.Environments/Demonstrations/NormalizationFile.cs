using ReinFlow.Environments;
using ReinFlow.Formats;

namespace ReinFlow.Demonstrations;

/// <summary>Reads and writes <c>normalization.npz</c>, the ranges of a training set as the official implementation stores them.</summary>
public static class NormalizationFile
{
    /// <summary>The usual name of the file, beside the training set.</summary>
    public const string Name = "normalization.npz";

    private const string ObservationMinimum = "obs_min";
    private const string ObservationMaximum = "obs_max";
    private const string ActionMinimum = "action_min";
    private const string ActionMaximum = "action_max";

    /// <summary>Reads ranges, of either precision.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The ranges.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">An array is missing, has the wrong length, is not finite, or a minimum exceeds its maximum.</exception>
    public static Normalization Load(string path)
    {
        using var archive = NpzArchive.Open(path);
        (float[] observationMinimum, float[] observationMaximum) = ReadRange(archive, ObservationMinimum, ObservationMaximum);
        (float[] actionMinimum, float[] actionMaximum) = ReadRange(archive, ActionMinimum, ActionMaximum);
        return new Normalization(observationMinimum, observationMaximum, actionMinimum, actionMaximum);
    }

    /// <summary>Writes ranges in single precision; an existing file is replaced as a whole.</summary>
    /// <param name="path">The path of the file. Its directory must exist.</param>
    /// <param name="normalization">The ranges.</param>
    public static void Save(string path, Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(normalization);
        using var writer = NpzWriter.Create(path);
        Add(writer, ObservationMinimum, normalization.ObservationMinimum);
        Add(writer, ObservationMaximum, normalization.ObservationMaximum);
        Add(writer, ActionMinimum, normalization.ActionMinimum);
        Add(writer, ActionMaximum, normalization.ActionMaximum);
        writer.Complete();
    }

    private static void Add(NpzWriter writer, string name, float[] values) => writer.Add(name, [values.Length], values);

    private static (float[] Minimum, float[] Maximum) ReadRange(NpzArchive archive, string minimumName, string maximumName)
    {
        float[] minimum = Read(archive, minimumName);
        float[] maximum = Read(archive, maximumName);
        if (minimum.Length != maximum.Length)
        {
            throw Error(archive, $"{minimum.Length} numbers in {minimumName} but {maximum.Length} in {maximumName}", "the same number");
        }

        for (int i = 0; i < minimum.Length; i++)
        {
            if (minimum[i] > maximum[i])
            {
                throw Error(archive, $"{minimumName} {minimum[i]} above {maximumName} {maximum[i]} at {i}", "minima below maxima");
            }
        }

        return (minimum, maximum);
    }

    private static float[] Read(NpzArchive archive, string name)
    {
        TensorInfo info = archive.Describe(name);
        if (info.Shape.Length != 1 || info.Shape[0] == 0)
        {
            throw Error(archive, $"{name} of shape {info.ShapeText}", "one number per feature");
        }

        float[] values = archive.ReadSingles(name);
        int bad = Finite.FirstViolation(values);
        return bad < 0 ? values : throw Error(archive, $"{values[bad]} in {name} at {bad}", "finite numbers");
    }

    private static FileFormatException Error(NpzArchive archive, string found, string expected) =>
        new(archive.FilePath, found, expected, "Compute the ranges again from the training set.");
}

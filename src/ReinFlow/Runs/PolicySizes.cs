using System.Text.Json;
using ReinFlow.Formats;

namespace ReinFlow.Runs;

/// <summary>What a policy sees and does, for checkpoints of policies whose ranges do not say it.</summary>
/// <param name="Observation">The number of features of one observation.</param>
/// <param name="Action">The number of components of one action.</param>
internal sealed record PolicySizes(int Observation, int Action)
{
    /// <summary>The name of the file in a checkpoint.</summary>
    public const string FileName = "sizes.json";

    /// <summary>Writes the sizes as a text.</summary>
    public string Write() => JsonSerializer.Serialize(this, ManifestJsonContext.Default.PolicySizes);

    /// <summary>Reads the file beside the parameters of a checkpoint.</summary>
    /// <param name="path">The path, where there may be none.</param>
    /// <exception cref="FileFormatException">The file is damaged.</exception>
    public static PolicySizes? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            PolicySizes? sizes = JsonSerializer.Deserialize(File.ReadAllBytes(path), ManifestJsonContext.Default.PolicySizes);
            return sizes is { Observation: > 0, Action: > 0 } ? sizes : throw Damaged("no sizes above 0", null);
        }
        catch (JsonException exception)
        {
            throw Damaged(exception.Message, exception);
        }

        FileFormatException Damaged(string found, Exception? cause) =>
            new(path, found, "{ \"observation\": 11, \"action\": 3 }", "Copy the checkpoint again, or write the file anew.", cause);
    }
}

using System.Text;
using System.Text.Json;

namespace ReinFlow.Cli.Display;

/// <summary>Writes indented JSON objects.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Returns an object as text.</summary>
    /// <param name="writeMembers">Writes what is between the braces.</param>
    public static string Object(Action<Utf8JsonWriter> writeMembers)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

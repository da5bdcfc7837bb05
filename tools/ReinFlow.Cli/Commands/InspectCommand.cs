using System.CommandLine;
using System.Text.Json;
using ReinFlow.Cli.Display;
using ReinFlow.Formats;
using ReinFlow.Runs;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow inspect FILE [--json]</c>.</summary>
internal static class InspectCommand
{
    public static Command Create(TextWriter output)
    {
        var path = new Argument<string>("file") { Description = "A .npy, .npz, .safetensors or .pt file, or a checkpoint folder." };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("inspect", "Lists the arrays of a file (name, shape, type) and its metadata.") { path, json };
        command.SetAction(parsed =>
        {
            TensorFileContent content = TensorFile.Inspect(PolicyFile.FileOf(parsed.GetRequiredValue(path)));
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonText.Object(writer => WriteJson(content, writer)));
            }
            else
            {
                WriteText(content, output);
            }
        });
        return command;
    }

    private static void WriteText(TensorFileContent content, TextWriter output)
    {
        output.WriteLine($"{content.Path}: {content.Kind}, {content.Entries.Count} arrays");
        int width = content.Entries.Select(entry => entry.Name.Length).DefaultIfEmpty().Max();
        foreach (TensorInfo entry in content.Entries)
        {
            output.WriteLine($"  {entry.Name.PadRight(width)}  {entry.DataTypeName,-8} {entry.ShapeText}");
        }

        foreach ((string key, string value) in content.Metadata)
        {
            output.WriteLine($"  {key} = {value}");
        }
    }

    private static void WriteJson(TensorFileContent content, Utf8JsonWriter writer)
    {
        writer.WriteString("file", content.Path);
        writer.WriteString("kind", content.Kind.ToString());
        writer.WriteStartArray("entries");
        foreach (TensorInfo entry in content.Entries)
        {
            writer.WriteStartObject();
            writer.WriteString("name", entry.Name);
            writer.WriteString("dtype", entry.DataTypeName);
            writer.WriteStartArray("shape");
            foreach (int length in entry.Shape)
            {
                writer.WriteNumberValue(length);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("metadata");
        foreach ((string key, string value) in content.Metadata)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }
}

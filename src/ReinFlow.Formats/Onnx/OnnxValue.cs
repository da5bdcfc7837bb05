using System.Globalization;

namespace ReinFlow.Formats;

/// <summary>A float32 input or output of an ONNX graph.</summary>
/// <param name="Name">The name.</param>
/// <param name="Axes">The axes: whole numbers for fixed lengths, names for lengths that are known when the model runs.</param>
/// <param name="Description">What it holds, for people.</param>
public sealed record OnnxValue(string Name, IReadOnlyList<string> Axes, string Description)
{
    private const int FloatType = 1;

    internal ProtobufWriter Encode()
    {
        var shape = new ProtobufWriter();
        foreach (string axis in Axes)
        {
            var dimension = new ProtobufWriter();
            shape.Message(1, long.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
                ? dimension.Integer(1, length)
                : dimension.Text(2, axis));
        }

        ProtobufWriter tensor = new ProtobufWriter().Integer(1, FloatType).Message(2, shape);
        return new ProtobufWriter().Text(1, Name).Message(2, new ProtobufWriter().Message(1, tensor)).Text(3, Description);
    }
}

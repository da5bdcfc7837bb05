namespace ReinFlow.Formats;

/// <summary>One operator of an ONNX graph, applied.</summary>
/// <param name="Operator">The operator of the default domain, for example <c>MatMul</c>.</param>
/// <param name="Inputs">The names of the values that it reads.</param>
/// <param name="Output">The name of the value that it makes.</param>
/// <param name="Settings">Its settings.</param>
public sealed record OnnxNode(string Operator, IReadOnlyList<string> Inputs, string Output, params IReadOnlyList<OnnxSetting> Settings)
{
    internal ProtobufWriter Encode()
    {
        var writer = new ProtobufWriter();
        foreach (string input in Inputs)
        {
            writer.Text(1, input);
        }

        writer.Text(2, Output).Text(3, Output).Text(4, Operator);
        foreach (OnnxSetting setting in Settings)
        {
            writer.Message(5, setting.Encode());
        }

        return writer;
    }
}

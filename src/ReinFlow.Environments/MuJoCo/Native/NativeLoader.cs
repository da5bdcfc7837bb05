using System.Text;

namespace ReinFlow.Environments.MuJoCo;

/// <summary>Compiles model text.</summary>
internal static unsafe class NativeLoader
{
    private const int ErrorSize = 1024;

    // The engine's parser keeps the last model that it read in a variable of its own.
    private static readonly Lock Parsing = new();

    /// <summary>Compiles model text with the engine's own file reader, the only one whose interface has not changed.</summary>
    /// <exception cref="InvalidDataException">The engine refused the model.</exception>
    public static ModelHandle Compile(NativeApi api, string xml)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".xml");
        File.WriteAllText(path, xml);
        try
        {
            byte* error = stackalloc byte[ErrorSize];
            error[0] = 0;
            byte* model;
            fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            {
                lock (Parsing)
                {
                    model = api.LoadXml(name, null, error, ErrorSize);
                }
            }

            return model is not null
                ? new ModelHandle(api, model)
                : throw new InvalidDataException($"MuJoCo refused the model: {Text(error)}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Text(byte* error)
    {
        var bytes = new ReadOnlySpan<byte>(error, ErrorSize);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]).ReplaceLineEndings(" ").Trim();
    }
}

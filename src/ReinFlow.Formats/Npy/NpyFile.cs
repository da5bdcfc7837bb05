namespace ReinFlow.Formats;

/// <summary>Single arrays as NumPy's <c>save</c> writes them.</summary>
public static class NpyFile
{
    /// <summary>Name, shape and element type of the array, from the header alone.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileFormatException">The file is not an npy array, or is damaged.</exception>
    public static TensorInfo Describe(string path)
    {
        var source = new FormatSource(path);
        using FileStream stream = source.OpenRead();
        return NpyHeader.Read(stream, source).Describe(Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>Reads the array.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The file is not an npy array, is damaged, or has elements that cannot be read.</exception>
    public static TensorData Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var source = new FormatSource(path);
        using FileStream stream = source.OpenRead();
        NpyHeader header = NpyHeader.Read(stream, source);
        long count = header.RequireReadable(stream.Length - header.Length, source);
        long length = count * ElementConverter.SizeOf(header.DataType);
        if (length > Array.MaxLength)
        {
            throw source.Error($"{length} bytes of data", $"at most {Array.MaxLength}", "Save it in an npz archive, which can be read in parts.");
        }

        byte[] bytes = new byte[length];
        source.ReadExactly(stream, bytes);
        return header.Wrap(bytes);
    }

    /// <summary>Writes an array; an existing file is replaced as a whole.</summary>
    /// <param name="path">Path of the file. Its directory must exist.</param>
    /// <param name="array">Shape, element type and values.</param>
    public static void Write(string path, TensorData array)
    {
        ArgumentNullException.ThrowIfNull(array);
        byte[] header = NpyHeader.Write(array.Shape.AsSpan(), array.DataType);
        using var file = new AtomicFile(path);
        file.Stream.Write(header);
        file.Stream.Write(array.ContiguousBytes().Span);
        file.Commit();
    }
}

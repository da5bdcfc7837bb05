using System.Buffers;
using System.Numerics;

namespace ReinFlow.Formats;

/// <summary>Reads one array of an archive from front to back, some rows at a time.</summary>
/// <remarks>
/// A row is everything under one index of the first axis; an array without axes is one row of one number. Only a small buffer is held.
/// When the last row has been read without skipping by seeking, the checksum of the archive is compared.
/// </remarks>
/// <threadsafety>One thread at a time, also for several readers of one archive.</threadsafety>
public sealed class NpzArrayReader : IDisposable
{
    private const int BufferLength = 1 << 16;

    private readonly Stream _stream;
    private readonly FormatSource _source;
    private readonly NpyHeader _header;
    private readonly uint? _expectedChecksum;
    private readonly int _elementSize;
    private readonly long _count;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private Crc32 _checksum;
    private bool _isChecked;
    private bool _isDisposed;
    private long _position;

    /// <param name="stream">Stands at the first element.</param>
    /// <param name="header">The header before it.</param>
    /// <param name="count">Number of elements.</param>
    /// <param name="source">Names the file in errors.</param>
    /// <param name="checksum">State after the header, with the expected end value; default for no check.</param>
    internal NpzArrayReader(Stream stream, NpyHeader header, long count, FormatSource source, (Crc32 State, uint Expected)? checksum)
    {
        _stream = stream;
        _source = source;
        _header = header;
        _count = count;
        _elementSize = ElementConverter.SizeOf(header.DataType);
        _expectedChecksum = checksum?.Expected;
        _isChecked = checksum is not null;
        _checksum = checksum?.State ?? new Crc32();
        Info = header.Describe(source.Entry ?? string.Empty);
        RowCount = header.Shape.IsEmpty ? 1 : header.Shape[0];
        RowLength = ShapeMath.ElementCount(header.Shape.IsEmpty ? [] : header.Shape[1..], source);
    }

    /// <summary>Name, shape and element type.</summary>
    public TensorInfo Info { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Numbers per row.</summary>
    public long RowLength { get; }

    /// <summary>Numbers that have not been read.</summary>
    public long RemainingElements => _count - _position;

    /// <summary>Reads the next numbers, converted to single precision.</summary>
    /// <param name="target">Receives the numbers; its length need not be a whole number of rows.</param>
    /// <exception cref="ArgumentException">Fewer numbers are left.</exception>
    /// <exception cref="FileFormatException">The file is damaged.</exception>
    public void Read(Span<float> target) => ReadElements(target);

    /// <summary>Reads the next numbers, converted to double precision.</summary>
    /// <inheritdoc cref="Read(Span{float})"/>
    public void Read(Span<double> target) => ReadElements(target);

    /// <summary>Reads the next integers.</summary>
    /// <inheritdoc cref="Read(Span{float})"/>
    public void Read(Span<long> target) => ReadElements(target);

    /// <summary>Reads the next bytes of a uint8 or bool array.</summary>
    /// <inheritdoc cref="Read(Span{float})"/>
    public void Read(Span<byte> target) => ReadElements(target);

    /// <summary>Passes over rows: by seeking where the entry is stored without compression, otherwise by reading.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer rows are left.</exception>
    public void Skip(int rows)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, RowLength == 0 ? RowCount : RemainingElements / RowLength);
        long elements = rows * RowLength;
        long bytes = elements * _elementSize;
        _position += elements;
        if (_stream.CanSeek && bytes > BufferLength)
        {
            _isChecked = false;
            _stream.Seek(bytes, SeekOrigin.Current);
            return;
        }

        while (bytes > 0)
        {
            Span<byte> part = _buffer.AsSpan(0, (int)Math.Min(bytes, BufferLength));
            ReadBytes(part);
            bytes -= part.Length;
        }

        CheckEnd();
    }

    /// <summary>Closes the entry; the archive stays open.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _stream.Dispose();
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    /// <summary>Reads the whole array as it is stored.</summary>
    internal TensorData ReadWhole()
    {
        byte[] bytes = new byte[RequireLength(_count * _elementSize)];
        _position = _count;
        ReadBytes(bytes);
        CheckEnd();
        return _header.Wrap(bytes);
    }

    /// <summary>Reads the first rows into an array of their own.</summary>
    internal T[] ReadFirst<T>(int maximumRows)
        where T : unmanaged, INumberBase<T>
    {
        RequireType<T>();
        int length = RequireLength(Math.Min(maximumRows, RowCount) * RowLength);
        if (_header.IsColumnMajor)
        {
            return ReadWhole().ToArray<T>()[..length];
        }

        var values = new T[length];
        ReadElements(values.AsSpan());
        return values;
    }

    private int RequireLength(long length) => length <= Array.MaxLength
        ? (int)length
        : throw _source.Error($"{Info.ShapeText}, {length} elements or bytes", $"at most {Array.MaxLength}", "Read it in parts.");

    private void RequireType<T>()
    {
        if (!ElementConverter.Fits<T>(Info.DataType))
        {
            throw _source.Error(
                $"elements of type {Info.DataType}", typeof(T) == typeof(byte) ? "uint8 or bool" : "an integer type", "Convert the array with astype().");
        }
    }

    private void ReadElements<T>(Span<T> target)
        where T : unmanaged, INumberBase<T>
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (target.Length > RemainingElements)
        {
            throw new ArgumentException($"{target.Length} numbers were asked for but {Info.Name} has {RemainingElements} left.", nameof(target));
        }

        RequireType<T>();
        _position += target.Length;
        int perBuffer = BufferLength / _elementSize;
        while (!target.IsEmpty)
        {
            Span<T> part = target[..Math.Min(target.Length, perBuffer)];
            Span<byte> bytes = _buffer.AsSpan(0, part.Length * _elementSize);
            ReadBytes(bytes);
            ElementConverter.Convert(bytes, Info.DataType, part);
            target = target[part.Length..];
        }

        CheckEnd();
    }

    private void ReadBytes(Span<byte> target)
    {
        _source.ReadExactly(_stream, target);
        if (_isChecked)
        {
            _checksum.Append(target);
        }
    }

    private void CheckEnd()
    {
        if (_isChecked && _position == _count && _checksum.Value != _expectedChecksum)
        {
            throw _source.Damaged($"checksum {_checksum.Value:x8}", $"{_expectedChecksum:x8}");
        }
    }
}

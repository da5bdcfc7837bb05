using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace ReinFlow.Formats;

/// <summary>Writes numbers over steps as an event file that TensorBoard shows.</summary>
/// <remarks>
/// The file <c>events.out.tfevents.*</c> is a sequence of records: length, checksum of the length, an <c>Event</c> of protocol buffers,
/// checksum of it (CRC-32C, masked). It is complete after every call.
/// </remarks>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class EventFileWriter : IDisposable
{
    /// <summary>What the names of all event files begin with.</summary>
    public const string Prefix = "events.out.tfevents.";

    private const string Version = "brain.Event:2";
    private const int SessionStarted = 1;
    private const uint MaskDelta = 0xa282ead8;

    private readonly FileStream _stream;
    private readonly TimeProvider _time;
    private readonly bool _replaces;
    private long? _last;

    /// <summary>Starts a file of its own in a folder, also where others are.</summary>
    /// <param name="folder">The folder, which must exist.</param>
    /// <param name="replaces">Whether what earlier files have from the first step of this one on is not shown any more.</param>
    /// <param name="time">The clock, or <see langword="null"/> for the system's.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public EventFileWriter(string folder, bool replaces = false, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _time = time ?? TimeProvider.System;
        _replaces = replaces;
        _stream = Create(folder);
        Write(Event().Text(3, Version));
    }

    /// <summary>Gets the path of the file.</summary>
    public string FilePath => _stream.Name;

    /// <summary>Writes the numbers of a step. One that is not after the last takes the place of what was written from there on.</summary>
    /// <param name="step">The step.</param>
    /// <param name="numbers">The numbers by the names under which they are shown; a slash makes groups.</param>
    public void Write(long step, IEnumerable<KeyValuePair<string, double>> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        if (_last is { } last ? step <= last : _replaces)
        {
            Write(Event().Integer(2, step).Message(7, new ProtobufWriter().Integer(1, SessionStarted)));
        }

        _last = step;
        var summary = new ProtobufWriter();
        foreach ((string name, double number) in numbers)
        {
            summary.Message(1, new ProtobufWriter().Text(1, name).Single(2, (float)number));
        }

        Write(Event().Integer(2, step).Message(5, summary));
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Computes the checksum of TensorBoard's records.</summary>
    internal static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return BitOperations.RotateRight(~checksum, 15) + MaskDelta;
    }

    /// <summary>TensorBoard reads the files of a folder in the order of their names, so a later one gets a later name.</summary>
    private FileStream Create(string folder)
    {
        long seconds = _time.GetUtcNow().ToUnixTimeSeconds();
        for (int number = 0; ; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{seconds:D10}.reinflow.{number:D4}");
            string path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            }
        }
    }

    private ProtobufWriter Event() => new ProtobufWriter().Double(1, (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);

    private void Write(ProtobufWriter message)
    {
        ReadOnlySpan<byte> bytes = message.Bytes;
        Span<byte> header = stackalloc byte[sizeof(ulong) + sizeof(uint)];
        Span<byte> footer = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[sizeof(ulong)..], MaskedChecksum(header[..sizeof(ulong)]));
        BinaryPrimitives.WriteUInt32LittleEndian(footer, MaskedChecksum(bytes));
        _stream.Write([.. header, .. bytes, .. footer]);
        _stream.Flush();
    }
}

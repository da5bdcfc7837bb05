using System.Buffers.Binary;
using System.IO.Compression;

namespace ReinFlow.Tests.Fuzzing;

/// <summary>Damages the bytes of a file in the ways in which files are damaged, and in those of somebody who means harm.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly long[] Extremes =
        [0, 1, -1, 127, 128, 255, 256, 32767, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue];

    private static readonly string[] Words =
        ["-1", "0", "1e999", "NaN", "null", "true", "[]", "{}", "\"\"", "9223372036854775808", "'", "\"", "\\u0000", "(", ")", ",", ":", "../", "torch", "FloatStorage", "F64", "<f8", "|O", "[[[["];

    /// <summary>Makes one damaged copy, with up to four mistakes in it.</summary>
    public byte[] Mutate(byte[] content, byte[] other)
    {
        byte[] damaged = [.. content];
        for (int mistakes = random.Next(1, 5); mistakes > 0 && damaged.Length > 0; mistakes--)
        {
            damaged = MutateOnce(damaged, other);
        }

        return damaged;
    }

    /// <summary>Damages one member of a zip archive and packs it again, so that its checksum is right and the damage gets further.</summary>
    public byte[] MutateMember(byte[] archive, byte[] other)
    {
        using var output = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(archive), ZipArchiveMode.Read))
        using (var target = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            // What describes the others comes first and is short: it is chosen more often.
            int chosen = Math.Min(random.Next(source.Entries.Count), random.Next(source.Entries.Count));
            for (int i = 0; i < source.Entries.Count; i++)
            {
                ZipArchiveEntry entry = source.Entries[i];
                using var content = new MemoryStream();
                using (Stream member = entry.Open())
                {
                    member.CopyTo(content);
                }

                CompressionLevel level = random.Next(8) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression;
                using Stream written = target.CreateEntry(entry.FullName, level).Open();
                written.Write(i == chosen ? Mutate(content.ToArray(), other) : content.ToArray());
            }
        }

        return output.ToArray();
    }

    private byte[] MutateOnce(byte[] content, byte[] other)
    {
        int place = Place(content.Length);
        int length = Math.Min(random.Next(1, 33), content.Length - place);
        switch (random.Next(9))
        {
            case 0:
                content[place] ^= (byte)(1 << random.Next(8));
                return content;
            case 1:
                random.NextBytes(content.AsSpan(place, length));
                return content;
            case 2:
                return content[..place];
            case 3:
                return [.. content[..place], .. content[(place + length)..]];
            case 4:
                return [.. content[..(place + length)], .. content[place..]];
            case 5:
                int start = random.Next(other.Length);
                return [.. content[..place], .. other.AsSpan(start, Math.Min(length, other.Length - start)), .. content[place..]];
            case 6:
                return Overwrite(content, place);
            case 7:
                byte[] word = System.Text.Encoding.ASCII.GetBytes(Words[random.Next(Words.Length)]);
                return [.. content[..place], .. word, .. content[Math.Min(content.Length, place + (random.Next(2) * word.Length))..]];
            default:
                Array.Reverse(content, place, length);
                return content;
        }
    }

    /// <summary>Half of the mistakes fall into the first kilobyte, where headers are.</summary>
    private int Place(int length) => random.Next(random.Next(2) == 0 ? Math.Min(length, 1024) : length);

    private byte[] Overwrite(byte[] content, int place)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, Extremes[random.Next(Extremes.Length)]);
        number[..Math.Min(1 << random.Next(4), content.Length - place)].CopyTo(content.AsSpan(place));
        return content;
    }
}

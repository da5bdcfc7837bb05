using FsCheck;
using FsCheck.Fluent;

namespace ReinFlow.Formats.Tests;

public sealed class RoundTripProperties
{
    private static readonly Gen<(int[] Shape, float[] Values)> Arrays =
        from shape in Gen.Choose(0, 5).ArrayOf().Select(extents => extents.Take(4).ToArray())
        from values in ArbMap.Default.GeneratorFor<float>().ArrayOf(shape.Aggregate(1, (product, extent) => product * extent))
        select (shape, values);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void AnyArrayComesBackFromAnyFormatBitForBit() => Prop.ForAll(Arrays.ToArbitrary(), array =>
    {
        TensorData data = TensorData.From(array.Shape, array.Values);
        NpyFile.Write(_folder["x.npy"], data);
        using (var writer = NpzWriter.Create(_folder["x.npz"], isCompressed: array.Values.Length % 2 == 0))
        {
            writer.Add("x", array.Shape, array.Values);
            writer.Complete();
        }

        new SafetensorsWriter().Add("x", array.Shape, array.Values).Save(_folder["x.safetensors"]);
        using var archive = NpzArchive.Open(_folder["x.npz"]);
        using var reader = SafetensorsReader.Open(_folder["x.safetensors"]);
        return new[] { NpyFile.Read(_folder["x.npy"]), archive.Read("x"), reader.Read("x") }
            .All(read => read.Shape.SequenceEqual(array.Shape) && read.ToRawBytes().SequenceEqual(data.ToRawBytes()));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void AnyRowsAreTheSameAsThoseOfTheWholeArray()
    {
        var cases = from rows in Gen.Choose(0, 40)
                    from width in Gen.Choose(0, 7)
                    from start in Gen.Choose(0, rows)
                    from count in Gen.Choose(0, rows - start)
                    from isCompressed in ArbMap.Default.GeneratorFor<bool>()
                    select (rows, width, start, count, isCompressed);
        Prop.ForAll(cases.ToArbitrary(), item =>
        {
            double[] values = [.. Enumerable.Range(0, item.rows * item.width).Select(i => i + 0.5)];
            using (var writer = NpzWriter.Create(_folder["x.npz"], item.isCompressed))
            {
                writer.Add("x", [item.rows, item.width], values);
                writer.Complete();
            }

            using var archive = NpzArchive.Open(_folder["x.npz"]);
            float[] rows = new float[item.count * item.width];
            archive.ReadRows("x", item.start, rows);
            return rows.SequenceEqual(values.Skip(item.start * item.width).Take(rows.Length).Select(value => (float)value));
        }).QuickCheckThrowOnFailure();
    }
}

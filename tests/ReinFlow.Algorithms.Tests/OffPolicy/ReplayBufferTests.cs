using ReinFlow.Formats;

namespace ReinFlow.Algorithms.Tests;

public sealed class ReplayBufferTests
{
    private string _path = string.Empty;

    [SetUp]
    public void CreateFolder() => _path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "replay.npz");

    [TearDown]
    public void RemoveFolder() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Test]
    public void EveryNumberOfATransitionComesBack()
    {
        var replay = new ReplayBuffer(Transitions.Shape, 10);
        Transitions.Add(replay, 0, 7);
        var batch = new TransitionBatch(Transitions.Shape, 3);

        replay.Gather([5, 2], batch, first: 1);

        Assert.Multiple(() =>
        {
            Assert.That(batch.Observations, Is.EqualTo(new[] { 0f, 0f, 5f, 5f, 2f, 2f }));
            Assert.That(batch.Actions, Is.EqualTo(new[] { 0f, 0f, 5.25f, 5.25f, 2.25f, 2.25f }));
            Assert.That(batch.Rewards, Is.EqualTo(new[] { 0f, 5.5f, 2.5f }));
            Assert.That(batch.Discounts, Is.EqualTo(new[] { 0f, 1f, 0f }));
            Assert.That(batch.NextObservations, Is.EqualTo(new[] { 0f, 0f, 6f, 6f, 3f, 3f }));
        });
    }

    [Test]
    public void AFullRingForgetsTheOldestTransitionsFirst()
    {
        var replay = new ReplayBuffer(Transitions.Shape, 5);
        Transitions.Add(replay, 0, 3);
        Assert.That((replay.Count, replay.Next), Is.EqualTo((3, 3)));

        Transitions.Add(replay, 3, 4);

        Assert.That((replay.Count, replay.Next), Is.EqualTo((5, 2)));
        Assert.That(Transitions.Rewards(replay), Is.EqualTo(new[] { 5.5f, 6.5f, 2.5f, 3.5f, 4.5f }), "The last place is used, too (fql.md F6)");
    }

    [Test]
    public void AMillionTransitionsOfHopperTakeLessThan120Megabytes()
    {
        const int count = 1_000_000;
        const int atOnce = 10_000;
        var shape = new TransitionShape(1, 11, 1, 3);
        var batch = new TransitionBatch(shape, atOnce);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var replay = new ReplayBuffer(shape, count);
        for (int i = 0; i < count; i += atOnce)
        {
            replay.Add(batch, atOnce);
        }

        Assert.That(replay.Count, Is.EqualTo(count));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(120_000_000));
    }

    [TestCase(3, TestName = "ASavedRingIsRestoredBeforeItIsFull")]
    [TestCase(20_007, TestName = "ASavedRingIsRestoredWhenItHasWrapped")]
    public void ASavedRingIsRestored(int count)
    {
        var replay = new ReplayBuffer(Transitions.Shape, 20_000);
        Transitions.Add(replay, 0, count);
        replay.Save(_path);
        var restored = new ReplayBuffer(Transitions.Shape, 20_000);
        Transitions.Add(restored, 900, 50);

        restored.Load(_path);

        Assert.That((restored.Count, restored.Next), Is.EqualTo((replay.Count, replay.Next)));
        Assert.That(Transitions.Rewards(restored), Is.EqualTo(Transitions.Rewards(replay)));
        Transitions.Add(replay, 50_000, 5);
        Transitions.Add(restored, 50_000, 5);
        Assert.That(Transitions.Rewards(restored), Is.EqualTo(Transitions.Rewards(replay)), "Both go on alike");
    }

    [Test]
    public void ADamagedFileIsRefusedWhereverItIsDamaged()
    {
        var replay = new ReplayBuffer(Transitions.Shape, 100);
        Transitions.Add(replay, 0, 60);
        replay.Save(_path);
        byte[] bytes = File.ReadAllBytes(_path);
        int data = bytes.AsSpan().IndexOf("rows_0000"u8) + 200;
        foreach (int place in (ReadOnlySpan<int>)[data, data + 400, data + 801])
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 4;
            File.WriteAllBytes(_path, damaged);
            Assert.That(() => new ReplayBuffer(Transitions.Shape, 100).Load(_path), Throws.InstanceOf<FileFormatException>(), $"byte {place}");
        }

        File.WriteAllBytes(_path, bytes[..^50]);
        Assert.That(() => new ReplayBuffer(Transitions.Shape, 100).Load(_path), Throws.InstanceOf<FileFormatException>());
    }

    [Test]
    public void AFileOfAnotherTaskOrCapacityIsRefused()
    {
        var replay = new ReplayBuffer(Transitions.Shape, 100);
        Transitions.Add(replay, 0, 60);
        replay.Save(_path);

        Assert.That(
            () => new ReplayBuffer(Transitions.Shape with { ExecutedSteps = 1 }, 100).Load(_path),
            Throws.InstanceOf<FileFormatException>().With.Message.Contains("the layout [1, 1, 2, 2, 1, 100, 60, 60]"));
        Assert.That(
            () => new ReplayBuffer(Transitions.Shape, 99).Load(_path), Throws.InstanceOf<FileFormatException>().With.Message.Contains("capacity"));
    }

    [Test]
    public void ARowThatIsNotThereIsRefused()
    {
        var replay = new ReplayBuffer(Transitions.Shape, 10);
        Transitions.Add(replay, 0, 7);

        Assert.That(
            () => replay.Gather([7], new TransitionBatch(Transitions.Shape, 1)),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("holds 7 transitions"));
    }
}

using System.Security.Cryptography;
using ReinFlow.Formats;

namespace ReinFlow.Algorithms.Tests;

public sealed class CheckpointSumsTests
{
    private DirectoryInfo _folder = null!;
    private SmallRun _run = null!;

    private string Last => Path.Combine(_folder.FullName, "last");

    private string Sums => Path.Combine(Last, "SHA256SUMS");

    [SetUp]
    public void CreateRun()
    {
        _folder = Directory.CreateTempSubdirectory("reinflow-sums-");
        _run = new SmallRun();
        _run.Setup = _run.Setup with { Checkpoints = new FineTuningCheckpoints(_folder.FullName) };
        _run.Options.Iterations = 1;
    }

    [TearDown]
    public void RemoveRun()
    {
        _run.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task EveryFileHasItsSum()
    {
        using OnPolicyTrainer trainer = await TrainAsync();

        string[] expected =
        [
            .. Directory.GetFiles(Last).Where(path => path != Sums).Order(StringComparer.Ordinal)
                .Select(path => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}  {Path.GetFileName(path)}"),
        ];
        Assert.That(expected, Has.Length.GreaterThan(2));
        Assert.That(await File.ReadAllLinesAsync(Sums), Is.EqualTo(expected));
    }

    [TestCase(CheckpointDirectory.Parameters)]
    [TestCase(CheckpointDirectory.Optimizer)]
    [TestCase(CheckpointDirectory.State)]
    public async Task OneBitThatFlippedIsRefusedAndRestoresTheRunOnceItIsBack(string name)
    {
        using OnPolicyTrainer trainer = await TrainAsync();
        string path = Path.Combine(Last, name);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        int place = name == CheckpointDirectory.State ? Array.LastIndexOf(bytes, (byte)'1') : bytes.Length - 3;
        bytes[place] ^= 2;
        await File.WriteAllBytesAsync(path, bytes);

        Assert.That(
            () => CheckpointReader.Open(Last).Restore(trainer),
            Throws.InstanceOf<FileFormatException>().With.Message.StartsWith(path).And.Message.Contains("was written with").And.Message.Contains("delete SHA256SUMS"));

        bytes[place] ^= 2;
        await File.WriteAllBytesAsync(path, bytes);
        Assert.That(() => CheckpointReader.Open(Last).Restore(trainer), Throws.Nothing);
    }

    [Test]
    public async Task AFileThatWasEditedOnPurposeIsReadWithoutSums()
    {
        using OnPolicyTrainer trainer = await TrainAsync();
        string path = Path.Combine(Last, CheckpointDirectory.Parameters);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[^3] ^= 2;
        await File.WriteAllBytesAsync(path, bytes);
        File.Delete(Sums);

        Assert.That(() => CheckpointReader.Open(Last).Restore(trainer), Throws.Nothing);
    }

    [Test]
    public async Task AFileThatIsLostOrThatTheSumsDoNotKnowIsRefused()
    {
        using OnPolicyTrainer trainer = await TrainAsync();
        string[] lines = await File.ReadAllLinesAsync(Sums);

        await File.WriteAllLinesAsync(Sums, lines.Where(line => !line.EndsWith(CheckpointDirectory.Optimizer, StringComparison.Ordinal)));
        Assert.That(
            () => CheckpointReader.Open(Last).Restore(trainer),
            Throws.InstanceOf<FileFormatException>().With.Message.Contains("optimizer.safetensors").And.Message.Contains("does not list it"));

        await File.WriteAllLinesAsync(Sums, [.. lines, $"{lines[0][..64]}  {CheckpointDirectory.Episodes}"]);
        Assert.That(
            () => CheckpointReader.Open(Last).Restore(trainer),
            Throws.InstanceOf<FileFormatException>().With.Message.Contains("episodes.npz: found nothing"));

        await File.WriteAllTextAsync(Sums, string.Empty);
        Assert.That(() => CheckpointReader.Open(Last), Throws.InstanceOf<FileFormatException>().With.Message.Contains("does not list it"));
    }

    [Test]
    public async Task SumsOfOtherProgramsAreRead()
    {
        using OnPolicyTrainer trainer = await TrainAsync();
        string[] lines = await File.ReadAllLinesAsync(Sums);

        await File.WriteAllTextAsync(Sums, string.Join("\r\n", lines.Select(line => line[..64].ToUpperInvariant() + " *" + line[66..])) + "\r\n\r\n");

        Assert.That(() => CheckpointReader.Open(Last).Restore(trainer), Throws.Nothing);
    }

    [Test]
    public async Task ACheckpointThatIsReplacedWhileItIsReadIsNotCalledDamaged()
    {
        using OnPolicyTrainer trainer = await TrainAsync();
        var reader = CheckpointReader.Open(Last);
        CheckpointDirectory.Write(Last, CheckpointDirectory.Text(CheckpointDirectory.Parameters, "those of the next iteration"));

        Assert.That(
            () => reader.Restore(trainer), Throws.InstanceOf<FileFormatException>().With.Message.Contains("was replaced while it was read: read it again"));
    }

    [TestCase("abc  parameters.safetensors")]
    [TestCase("z123456789012345678901234567890123456789012345678901234567890123  parameters.safetensors")]
    [TestCase("parameters.safetensors")]
    public async Task SumsThatAreNoneAreRefused(string line)
    {
        using OnPolicyTrainer trainer = await TrainAsync();
        await File.WriteAllTextAsync(Sums, line + "\n");

        Assert.That(() => CheckpointReader.Open(Last), Throws.InstanceOf<FileFormatException>().With.Message.Contains($"the line '{line}'"));
    }

    private async Task<OnPolicyTrainer> TrainAsync()
    {
        OnPolicyTrainer trainer = _run.CreateTrainer();
        await trainer.FineTuneAsync();
        return trainer;
    }
}

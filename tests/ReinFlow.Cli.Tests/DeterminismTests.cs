using ReinFlow.Cli.Tests.Fixtures;

namespace ReinFlow.Cli.Tests;

public sealed class DeterminismTests : CliTests
{
    [Test]
    public async Task OneSeedGivesTheSameBytesWithAnyNumberOfThreads()
    {
        byte[][] first = await TrainAsync("first", "--seed", "3", "--threads", "1");
        byte[][] again = await TrainAsync("again", "--seed", "3", "--threads", "1");
        byte[][] threads = await TrainAsync("threads", "--seed", "3", "--threads", "2");
        byte[][] other = await TrainAsync("other", "--seed", "4", "--threads", "1");

        Assert.That(again, Is.EqualTo(first), "The same command again");
        Assert.That(threads, Is.EqualTo(first), "With two threads");
        Assert.That(other[0], Is.Not.EqualTo(first[0]), "Imitation with another seed");
        Assert.That(other[1], Is.Not.EqualTo(first[1]), "Fine-tuning with another seed");
    }

    private async Task<byte[][]> TrainAsync(string name, params string[] options)
    {
        (string pretrained, string fineTuned) = (PathOf(name + "-pretrained"), PathOf(name + "-fine-tuned"));
        await SucceedAsync(Tiny.Pretrain(pretrained, options));
        await SucceedAsync(Tiny.Finetune(pretrained, fineTuned, options));
        return
        [
            .. from run in new[] { pretrained, fineTuned }
               select File.ReadAllBytes(Path.Combine(run, "checkpoints", "last", "parameters.safetensors")),
        ];
    }
}

using Microsoft.Extensions.Logging;
using ReinFlow.Cli.Tests.Fixtures;
using ReinFlow.Runs;

namespace ReinFlow.Cli.Tests;

public sealed class LogFileTests : CliTests
{
    [Test]
    public void EntriesHaveTheTimeTheLevelAndTheError()
    {
        string path = PathOf("log.txt");
        using var file = new LogFile(path, new Noon());
        ILogger logger = file.CreateLogger("any");

        logger.LogWarning("Only {Count} episodes.", 3);
        logger.LogError(new InvalidDataException("spoilt"), "The run failed.");

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string[] lines = reader.ReadToEnd().TrimEnd().Split(Environment.NewLine);
        Assert.That(lines[0], Is.EqualTo("2025-05-29T12:00:00.000Z Warning     Only 3 episodes."));
        Assert.That(lines[1], Is.EqualTo("2025-05-29T12:00:00.000Z Error       The run failed."));
        Assert.That(lines[2], Does.Contain("InvalidDataException: spoilt"));
    }

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2025, 5, 29, 12, 0, 0, TimeSpan.Zero);
    }
}

namespace ReinFlow.Cli.Tests.Fixtures;

/// <summary>How a command ended and what it wrote.</summary>
internal sealed record CliResult(int Code, string Output, string Error);

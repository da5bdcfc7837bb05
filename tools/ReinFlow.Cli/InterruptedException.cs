namespace ReinFlow.Cli;

/// <summary>The user stopped a training; the message says what is kept.</summary>
internal sealed class InterruptedException(string message) : OperationCanceledException(message);

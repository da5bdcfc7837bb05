namespace ReinFlow.Cli.Display;

/// <summary>Shows how far a training is.</summary>
internal interface IRunDisplay
{
    /// <summary>Shows a completed iteration or epoch.</summary>
    /// <param name="unit">What is counted, such as <c>iteration</c>.</param>
    /// <param name="done">How many are completed.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="status">The numbers of the last one.</param>
    void Advance(string unit, int done, int total, string status);

    /// <summary>Shows something that stays, such as an evaluation.</summary>
    void Line(string text);
}

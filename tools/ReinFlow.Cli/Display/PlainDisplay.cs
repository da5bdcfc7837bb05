namespace ReinFlow.Cli.Display;

/// <summary>Writes a line for everything: for files, pipes and logs.</summary>
internal sealed class PlainDisplay(TextWriter output) : IRunDisplay
{
    public void Advance(string unit, int done, int total, string status)
    {
        output.WriteLine($"{unit} {done}/{total}  {status}");
        output.Flush();
    }

    public void Line(string text)
    {
        output.WriteLine(text);
        output.Flush();
    }
}

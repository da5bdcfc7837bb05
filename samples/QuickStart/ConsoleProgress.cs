namespace QuickStart;

/// <summary>Prints the reports that are worth a line, in order and at once.</summary>
internal sealed class ConsoleProgress<T>(Func<T, string?> describe) : IProgress<T>
{
    public void Report(T value)
    {
        if (describe(value) is { } line)
        {
            Console.WriteLine("   " + line);
        }
    }
}

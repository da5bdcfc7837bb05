namespace ReinFlow.Reports;

/// <summary>The style sheets that come with the package.</summary>
internal static class ReportResources
{
    public static string Read(string name)
    {
        using Stream stream = typeof(ReportResources).Assembly.GetManifestResourceStream("reports/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

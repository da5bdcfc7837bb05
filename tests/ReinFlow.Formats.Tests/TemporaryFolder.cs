namespace ReinFlow.Formats.Tests;

/// <summary>A folder of one test, removed with it, and the files that were copied beside the tests.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reinflow-formats-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public string[] Files => [.. _folder.GetFiles().Select(file => file.Name)];

    public static string Golden(params string[] parts) => Path.Combine([TestContext.CurrentContext.TestDirectory, "Golden", .. parts]);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

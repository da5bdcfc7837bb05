using NUnit.Framework.Constraints;
using ReinFlow.Formats;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Tests.Runs;

/// <summary>One bit of a file that flips is found by whatever reads the file.</summary>
public sealed class DamagedCheckpointTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("reinflow-damaged-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [TestCase("parameters.safetensors")]
    [TestCase("normalization.npz")]
    [TestCase("recipe.json")]
    public async Task APolicyIsNotLoadedFromIt(string name)
    {
        using var runs = new AvoidingRuns();
        RunFolder folder = Folder(AvoidingRuns.TinyRecipe());
        using (var run = new PretrainingRun(AvoidingRuns.TinyRecipe(), runs.Engine, folder))
        {
            await run.RunAsync();
        }

        Assert.That(() => PolicyFile.Load(folder.Path), Throws.Nothing);
        FlipABit(folder, name);

        Assert.That(() => PolicyFile.Load(folder.Path), IsRefused(name));
    }

    [TestCase("replay.npz")]
    [TestCase("episodes.npz")]
    [TestCase("state.json")]
    [TestCase("optimizer.safetensors")]
    public async Task ARunDoesNotGoOnFromIt(string name)
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = RecipeCatalog.Load("hopper-sac", [.. ResumeTests.SmallSac, "sac.decisions=60"]);
        RunFolder folder = Folder(recipe);
        using (var run = new FineTuningRun(recipe, runs.Engine, null, folder))
        {
            await run.FineTuneAsync();
        }

        FlipABit(folder, name);

        Assert.That(() => FineTuningRun.Resume(RunFolder.Open(folder.Path), runs.Engine), IsRefused(name));
    }

    private static ContainsConstraint IsRefused(string name) =>
        Throws.InstanceOf<FileFormatException>().With.Message.Contains($"{name}: found the SHA-256").And.Message.Contains("use another checkpoint");

    private static void FlipABit(RunFolder folder, string name)
    {
        string path = Path.Combine(folder.LastCheckpoint!, name);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private RunFolder Folder(Recipe recipe) => RunFolder.Create(Path.Combine(_folder.FullName, "run"), recipe, "test");
}

using ReinFlow.Export;
using ReinFlow.FineTuning;
using ReinFlow.Formats;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tests.Runs;

namespace ReinFlow.Tests.Export;

/// <summary>Policies survive every way through the formats, and official checkpoints come back with official keys.</summary>
public sealed class PolicyConverterTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reinflow-convert-");

    [OneTimeTearDown]
    public void Delete() => _folder.Delete(recursive: true);

    [TestCaseSource(typeof(OfficialCheckpoints), nameof(OfficialCheckpoints.Names))]
    public void AnOfficialCheckpointComesBackWithItsKeysAndNumbers(string name)
    {
        string safetensors = PathOf($"{name}.safetensors");
        string pytorch = PathOf($"{name}.pt");

        PolicyConverter.SaveSafetensors(safetensors, PolicyFile.Load(OfficialCheckpoints.PathOf(name)), null);
        PolicyConverter.SavePyTorch(pytorch, PolicyFile.Load(safetensors), null);

        AssertSame(PyTorchCheckpoint.Load(OfficialCheckpoints.PathOf(name)), PyTorchCheckpoint.Load(pytorch));
    }

    /// <summary>What PyTorch makes of the files; without it, the test above has compared the same keys and numbers with our own reader.</summary>
    [Test]
    public void PyTorchLoadsConvertedCheckpointsWithTheOfficialTensors()
    {
        string[] pairs = [.. OfficialCheckpoints.Names.SelectMany(name =>
        {
            PolicyConverter.SavePyTorch(PathOf($"{name}-direct.pt"), PolicyFile.Load(OfficialCheckpoints.PathOf(name)), null);
            return new[] { OfficialCheckpoints.PathOf(name), PathOf($"{name}-direct.pt") };
        })];
        const string Program =
            """
            import sys
            try:
                import torch
            except ImportError:
                print('not here'); sys.exit(0)
            for official, own in zip(sys.argv[1::2], sys.argv[2::2]):
                a, b = torch.load(official, map_location='cpu'), torch.load(own, weights_only=True)
                keys = [key for key in ('model', 'ema', 'policy') if key in a]
                assert keys == [key for key in ('model', 'ema', 'policy') if key in b], (official, b.keys())
                for key in keys:
                    assert set(a[key]) == set(b[key]), (official, set(a[key]) ^ set(b[key]))
                    assert all(torch.equal(tensor, b[key][name]) and tensor.dtype == b[key][name].dtype for name, tensor in a[key].items()), official
                counter = 'epoch' if 'epoch' in a else 'itr'
                assert a[counter] == b[counter], official
                print('equal')
            """;

        string output = OtherPrograms.Python(_folder.FullName, Program, pairs);

        Assert.That(
            output, Is.EqualTo(OtherPrograms.Missing).Or.EqualTo(string.Join('\n', Enumerable.Repeat("equal", OfficialCheckpoints.Names.Length))));
    }

    [Test]
    public async Task EveryFormatActsAlikeAndBringsItsRecipeAndRanges()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = AvoidingRuns.TinyRecipe();
        PolicyFile tuned = await runs.FineTune(recipe, await runs.Imitate(recipe));
        EpisodeStatistics expected = runs.Evaluate(recipe, tuned, 16);

        PolicyConverter.SavePyTorch(PathOf("tuned.pt"), tuned, tuned.Recipe);
        PolicyConverter.SaveSafetensors(PathOf("tuned.safetensors"), PolicyFile.Load(PathOf("tuned.pt")), tuned.Recipe);
        PolicyConverter.SaveCheckpoint(PathOf("tuned"), PolicyFile.Load(PathOf("tuned.safetensors")), tuned.Recipe!);
        PolicyConverter.SavePyTorch(PathOf("again.pt"), PolicyFile.Load(PathOf("tuned")), PolicyFile.Load(PathOf("tuned")).Recipe);

        foreach (string path in new[] { "tuned.pt", "tuned.safetensors", "tuned", "again.pt" })
        {
            PolicyFile policy = PolicyFile.Load(PathOf(path));
            Assert.That(RecipeReader.Write(policy.Recipe!), Is.EqualTo(RecipeReader.Write(tuned.Recipe!)), path);
            Assert.That(policy.Normalization!.ObservationMaximum, Is.EqualTo(tuned.Normalization!.ObservationMaximum), path);
            Assert.That(runs.Evaluate(policy.Recipe!, policy, 16), Is.EqualTo(expected), path);
        }

        Assert.That(PyTorchCheckpoint.Load(PathOf("again.pt")).Root["itr"], Is.EqualTo(3L), "The iterations of the run");
        AssertSame(PyTorchCheckpoint.Load(PathOf("tuned.pt")), PyTorchCheckpoint.Load(PathOf("again.pt")));
    }

    [Test]
    public async Task AConvertedPolicyCanBeFineTunedFrom()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = AvoidingRuns.TinyRecipe();
        PolicyFile imitated = await runs.Imitate(recipe);
        PolicyConverter.SavePyTorch(PathOf("start.pt"), imitated, imitated.Recipe);

        PolicyFile direct = await runs.FineTune(recipe, imitated);
        PolicyFile converted = await runs.FineTune(recipe, PolicyFile.Load(PathOf("start.pt")));

        Assert.That(File.ReadAllBytes(converted.Path), Is.EqualTo(File.ReadAllBytes(direct.Path)));
    }

    [Test]
    public void AnOlderLayoutWithTheNoiseNetInTheActorKeepsIt()
    {
        var model = PyTorchCheckpoint.Load(OfficialCheckpoints.PathOf("03a_finetuned_reflow")).StateDict("model")
            .ToDictionary(object (entry) => entry.Key.Replace("explore_noise_net.", string.Empty, StringComparison.Ordinal), object? (entry) => entry.Value);
        PyTorchWriter.Save(PathOf("older.pt"), new Dictionary<object, object?> { ["itr"] = 1, ["model"] = model });

        PolicyConverter.SavePyTorch(PathOf("newer.pt"), PolicyFile.Load(PathOf("older.pt")), null);

        IReadOnlyDictionary<string, TensorData> official = PyTorchCheckpoint.Load(OfficialCheckpoints.PathOf("03a_finetuned_reflow")).StateDict("model");
        Assert.That(PyTorchCheckpoint.Load(PathOf("newer.pt")).StateDict("model").Keys, Is.EquivalentTo(official.Keys));
    }

    [Test]
    public async Task ARecipeOfAnotherNetworkIsRefused()
    {
        using var runs = new AvoidingRuns();
        Recipe recipe = AvoidingRuns.TinyRecipe();
        PolicyFile imitated = await runs.Imitate(recipe);
        Recipe other = AvoidingRuns.TinyRecipe("policy.network.head.hiddenLayers=[24,24,24]");

        Assert.That(() => PolicyConverter.SaveCheckpoint(PathOf("other"), imitated, other), Throws.InstanceOf<RecipeException>().With.Message.Contains("[24"));
        Assert.That(() => PolicyConverter.FormatOf("policy.zip"), Throws.InstanceOf<NotSupportedException>().With.Message.Contains(".safetensors"));
        Assert.That(Directory.Exists(PathOf("other")), Is.False);
    }

    private static void AssertSame(PyTorchCheckpoint expected, PyTorchCheckpoint actual)
    {
        foreach (string key in new[] { "model", "ema", "policy" })
        {
            Assert.That(actual.HasStateDict(key), Is.EqualTo(expected.HasStateDict(key)), key);
            if (!expected.HasStateDict(key))
            {
                continue;
            }

            Assert.That(actual.StateDict(key).Keys, Is.EquivalentTo(expected.StateDict(key).Keys));
            foreach ((string name, TensorData tensor) in expected.StateDict(key))
            {
                Assert.That(actual.StateDict(key)[name].Shape, Is.EqualTo(tensor.Shape), name);
                Assert.That(actual.StateDict(key)[name].ToRawBytes(), Is.EqualTo(tensor.ToRawBytes()), name);
            }
        }

        foreach (string counter in new[] { "epoch", "itr" })
        {
            Assert.That(actual.Root.GetValueOrDefault(counter), Is.EqualTo(expected.Root.GetValueOrDefault(counter)), counter);
        }
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}

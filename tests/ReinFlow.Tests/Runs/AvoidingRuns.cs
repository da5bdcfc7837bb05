using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Tests.Runs;

/// <summary>Imitation and fine-tuning on Avoiding with files in a folder of their own, removed with it.</summary>
internal sealed class AvoidingRuns : IDisposable
{
    /// <summary>Values that make networks, demonstrations and imitation small, whatever fine-tunes.</summary>
    public static readonly string[] TinyPolicy =
    [
        "environment.count=8",
        "policy.network.head.hiddenLayers=[16,16,16]",
        "policy.critic.hiddenLayers=[16]",
        "demonstrations.scriptedEpisodes=5",
        "pretraining.epochs=2",
    ];

    private static readonly string[] Tiny =
    [
        .. TinyPolicy,
        "algorithm.iterations=3",
        "algorithm.decisions=8",
        "algorithm.epochs=2",
        "algorithm.minibatchSize=32",
        "algorithm.evaluationEvery=0",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reinflow-runs-");

    public AvoidingRuns(int threads = 1) => Engine = new CpuEngine(new CpuEngineOptions { Threads = threads });

    public CpuEngine Engine { get; }

    /// <summary>Gets the parameter files in the order of the runs.</summary>
    public List<string> ParameterFiles { get; } = [];

    /// <summary>A recipe that takes fractions of a second, with further values set.</summary>
    public static Recipe TinyRecipe(params IEnumerable<string> overrides) => RecipeCatalog.Load("avoiding-reinflow", [.. Tiny, .. overrides]);

    public async Task<PolicyFile> Imitate(Recipe recipe)
    {
        using var run = new PretrainingRun(recipe, Engine, NewFolder(recipe));
        await run.RunAsync();
        return Load(run.Checkpoint!);
    }

    public async Task<PolicyFile> FineTune(Recipe recipe, PolicyFile start, Action<FineTuningProgress>? report = null)
    {
        RunFolder folder = NewFolder(recipe);
        using var run = new FineTuningRun(recipe, Engine, start, folder);
        await run.FineTuneAsync(new Sink(report));
        return Load(folder.Path);
    }

    public EpisodeStatistics Evaluate(Recipe recipe, PolicyFile policy, int episodes)
    {
        using var run = new EvaluationRun(recipe, Engine, policy, SampleMode.Deterministic);
        return run.Run(episodes, seed: 7);
    }

    public void Dispose()
    {
        Engine.Dispose();
        _folder.Delete(recursive: true);
    }

    private RunFolder NewFolder(Recipe recipe) => RunFolder.Create(Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N")), recipe, "test");

    private PolicyFile Load(string path)
    {
        var policy = PolicyFile.Load(path);
        ParameterFiles.Add(policy.Path);
        return policy;
    }

    private sealed class Sink(Action<FineTuningProgress>? report) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value) => report?.Invoke(value);
    }
}

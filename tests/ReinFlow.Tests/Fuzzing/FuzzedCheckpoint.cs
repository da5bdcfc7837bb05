using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.Formats;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Tests.Fuzzing;

/// <summary>A small run on Avoiding whose last checkpoint is read back again and again.</summary>
internal sealed class FuzzedCheckpoint : IDisposable
{
    private readonly CpuEngine _engine = new(new CpuEngineOptions { Threads = 1 });
    private readonly OnPolicyRun _run;

    public FuzzedCheckpoint(string folder)
    {
        var flow = new RectifiedFlowPolicy(
            new ActionChunkSpec(Horizon: 2, ExecutedSteps: 2, ActionDimension: 2), 4, new FlowNetworkOptions { Head = new PerceptronOptions { HiddenLayers = [8, 8, 8] } });
        var noise = new LearnedNoiseNet(flow, 4, new NoiseNetOptions { HiddenLayers = [8] });
        var parts = new OnPolicyParts(
            new NoisyFlowPolicy(flow, noise, new NoisyFlowOptions { DenoisingSteps = 2 }),
            new StateValueFunction(4, new PerceptronOptions { HiddenLayers = [8, 8, 8] }),
            new VectorEnvironmentFactory(() => new Avoiding(), new VectorEnvironmentOptions { Count = 3, Threads = 1 }))
        {
            Checkpoints = new FineTuningCheckpoints(folder, CheckpointDirectory.Text(RunFolder.RecipeName, RecipeReader.Write(RecipeCatalog.Load("avoiding-reinflow")))),
        };
        Folder = Path.Combine(folder, "last");
        _run = new OnPolicyRun(
            _engine, parts, new ReinFlowOptions { Iterations = 1, Decisions = 8, MinibatchSize = 8, Epochs = 1, PassesPerEpoch = 1, CriticWarmupIterations = 0, EvaluationEvery = 0 });
    }

    /// <summary>Gets the files that are damaged in turn, and which of them are archives.</summary>
    public static (string Name, bool IsArchive)[] Files { get; } =
    [
        (CheckpointSums.FileName, false), (CheckpointDirectory.Parameters, false), (CheckpointDirectory.Optimizer, false), (CheckpointDirectory.State, false),
        (CheckpointDirectory.Episodes, true), (RunFolder.RecipeName, false),
    ];

    /// <summary>Gets the folder of the checkpoint.</summary>
    public string Folder { get; }

    /// <summary>What reading a checkpoint may throw: the seed of another run is an argument that does not fit.</summary>
    public static bool IsDocumented(Exception exception) => exception is FileFormatException or RecipeException or ArgumentException;

    public Task TrainAsync() => _run.FineTuneAsync();

    public void Read()
    {
        _run.Restore(CheckpointReader.Open(Folder));
        PolicyFile.Load(Folder);
    }

    public void Dispose()
    {
        _run.Dispose();
        _engine.Dispose();
    }
}

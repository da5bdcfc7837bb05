using BenchmarkDotNet.Attributes;
using ReinFlow.Algorithms;
using ReinFlow.Benchmarks.Workloads;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;

namespace ReinFlow.Benchmarks;

/// <summary>What surrounds the networks: environment steps on one core, advantages of an iteration, a minibatch of data windows.</summary>
[ShortRuns]
public class RolloutBenchmarks
{
    private const int Decisions = 500;
    private const int Environments = 40;
    private const int Windows = 128;

    private readonly GeneralizedAdvantage _advantage = new(0.99, 0.95);
    private readonly float[] _avoidingAction = new float[2];
    private HopperEpisodes _hopper = null!;
    private Avoiding _avoiding = null!;
    private float[] _avoidingObservation = null!;
    private RolloutBuffer _rollout = null!;
    private DemonstrationSet _demonstrations = null!;
    private int[] _windows = null!;
    private float[] _observations = null!;
    private float[] _actions = null!;

    [GlobalSetup]
    public void Setup()
    {
        _hopper = new HopperEpisodes(1000);
        _avoiding = new Avoiding();
        _avoidingObservation = new float[_avoiding.Spec.ObservationDimension];
        _avoiding.Reset(new RandomSource(1), new ObservationBuffer(_avoidingObservation));
        NetworkSize size = NetworkSize.Hopper;
        _rollout = new RolloutBuffer(new RolloutShape(Decisions, Environments, 1, size.Observation, 4, size.Chunk));
        new RandomSource(2).FillGaussian(_rollout.ScaledRewards);
        new RandomSource(3).FillGaussian(_rollout.Values);
        _demonstrations = Record(size);
        _windows = new int[_demonstrations.Count];
        new RandomSource(4).FillPermutation(_windows);
        _observations = new float[Windows * size.Observation];
        _actions = new float[Windows * size.Chunk.Size];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _hopper.Dispose();
        _avoiding.Dispose();
    }

    [Benchmark]
    public void HopperStep() => _hopper.Step();

    [Benchmark]
    public StepResult AvoidingStep()
    {
        var observation = new ObservationBuffer(_avoidingObservation);
        StepResult result = _avoiding.Step(_avoidingAction, observation);
        if (result.Terminated || result.Truncated)
        {
            _avoiding.Reset(new RandomSource(1), observation);
        }

        return result;
    }

    [Benchmark]
    public void AdvantagesOfAnIteration() => _advantage.Compute(_rollout);

    [Benchmark]
    public void DataWindows() => _demonstrations.Gather(_windows.AsSpan(0, Windows), _observations, _actions);

    private static DemonstrationSet Record(NetworkSize size)
    {
        const int Episodes = 100;
        const int Length = 400;
        var episodes = new List<DemonstrationEpisode>();
        for (int episode = 0; episode < Episodes; episode++)
        {
            RandomSource random = new RandomSource(5).Split(episode);
            float[] observations = new float[Length * size.Observation];
            float[] actions = new float[Length * size.Action];
            random.FillGaussian(observations);
            random.FillGaussian(actions);
            episodes.Add(new DemonstrationEpisode(observations, actions, Length));
        }

        return DemonstrationSet.FromEpisodes(episodes, DemonstrationSet.Ranges(episodes));
    }
}

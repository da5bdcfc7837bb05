using System.Diagnostics;
using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>Whole iterations of fine-tuning on the hopper: 40 environments, 500 decisions of four actions, 5 epochs of one pass.</summary>
public static class IterationWorkload
{
    public const int Environments = 40;
    public const int Decisions = 500;
    public const int Epochs = 5;
    public const int MinibatchSize = 5000;

    /// <summary>Runs iterations in this process and takes medians; the first one warms up and does not count.</summary>
    /// <param name="threads">The number of threads.</param>
    /// <param name="iterations">The number of iterations that count.</param>
    /// <returns>The medians.</returns>
    public static async Task<IterationFigures> RunAsync(int threads, int iterations)
    {
        NetworkSize size = NetworkSize.Hopper;
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = threads });
        var flow = new RectifiedFlowPolicy(size.Chunk, size.Observation, size.Network);
        var policy = new NoisyFlowPolicy(flow, NoiseNets.Create(flow, 4, new NoiseNetOptions()), new NoisyFlowOptions());
        var environments = new TimedEnvironments(new VectorEnvironmentFactory(
            LocomotionEnvironment.CreateFactory(HopperEpisodes.TaskName), new VectorEnvironmentOptions { Count = Environments, Threads = threads }));
        var parts = new OnPolicyParts(policy, new StateValueFunction(size.Observation, Networks.CriticOptions), environments);
        var options = new ReinFlowOptions
        {
            Iterations = iterations + 1,
            Decisions = Decisions,
            Epochs = Epochs,
            PassesPerEpoch = 1,
            MinibatchSize = MinibatchSize,
            EvaluationEvery = 0,
            CheckpointEvery = 0,
        };
        using var run = new OnPolicyRun(engine, parts, options);
        var sink = new Sink(environments);
        await run.FineTuneAsync(sink).ConfigureAwait(false);
        using var process = Process.GetCurrentProcess();
        return sink.Medians(process.PeakWorkingSet64);
    }

    private sealed class Sink(TimedEnvironments environments) : IProgress<FineTuningProgress>
    {
        private readonly List<IterationFigures> _figures = [];
        private TimeSpan _stepTime;
        private long _steps;

        public void Report(FineTuningProgress value)
        {
            if (value.Update is not null)
            {
                _figures.Add(new IterationFigures(
                    value.RolloutTime.TotalSeconds,
                    (environments.StepTime - _stepTime).TotalSeconds,
                    value.UpdateTime.TotalSeconds,
                    value.EnvironmentSteps - _steps,
                    0));
            }

            _stepTime = environments.StepTime;
            _steps = value.EnvironmentSteps;
        }

        public IterationFigures Medians(long peakBytes) => new(
            Median(figures => figures.Rollout),
            Median(figures => figures.Physics),
            Median(figures => figures.Update),
            (long)Median(figures => figures.EnvironmentSteps),
            peakBytes);

        private double Median(Func<IterationFigures, double> selector) => Limits.Timing.Median(_figures.Skip(1).Select(selector));
    }
}

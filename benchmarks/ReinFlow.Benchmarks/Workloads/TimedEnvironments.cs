using System.Diagnostics;
using ReinFlow.Environments;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>Environments whose steps are timed.</summary>
internal sealed class TimedEnvironments(IVectorEnvironmentFactory inner) : IVectorEnvironmentFactory
{
    public EnvironmentSpec Spec => inner.Spec;

    public int ObservationHistory => inner.ObservationHistory;

    public TimeSpan StepTime { get; private set; }

    public IVectorEnvironment Create(int executedSteps, Normalization? normalization) =>
        new Timed(this, inner.Create(executedSteps, normalization));

    private sealed class Timed(TimedEnvironments owner, IVectorEnvironment environment) : IVectorEnvironment
    {
        public EnvironmentSpec Spec => environment.Spec;

        public int Count => environment.Count;

        public int ObservationHistory => environment.ObservationHistory;

        public int ExecutedSteps => environment.ExecutedSteps;

        public Normalization? Normalization => environment.Normalization;

        public ReadOnlySpan<float> Observations => environment.Observations;

        public void Reset(RandomSource random) => environment.Reset(random);

        public void Step(ReadOnlySpan<float> actions, VectorOutcome outcome)
        {
            long start = Stopwatch.GetTimestamp();
            environment.Step(actions, outcome);
            owner.StepTime += Stopwatch.GetElapsedTime(start);
        }

        public void Dispose() => environment.Dispose();
    }
}

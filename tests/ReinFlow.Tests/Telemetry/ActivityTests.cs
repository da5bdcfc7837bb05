using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Tests.Support;

namespace ReinFlow.Tests.Telemetry;

[NonParallelizable]
public sealed class ActivityTests
{
    [Test]
    public async Task IterationsAndTheirPhasesAreTraced()
    {
        using var folder = new TemporaryFolder();
        var services = new ServiceCollection();
        SmallRuns.Add(services, "traced", options => options.EvaluationEvery = 2).KeepCheckpoints(folder["kept"]);

        List<Activity> seen = await Trace(services);

        Activity run = seen.Single(activity => activity.OperationName == "reinflow.fine_tuning");
        Activity[] iterations = [.. seen.Where(activity => activity.OperationName == "reinflow.iteration")];
        Assert.Multiple(() =>
        {
            Assert.That(iterations.Select(activity => activity.GetTagItem("reinflow.iteration.number")), Is.EqualTo(new object[] { 1, 2 }));
            Assert.That(iterations.Select(activity => activity.ParentSpanId), Is.All.EqualTo(run.SpanId));
            Assert.That(Phases(iterations[0]), Is.EqualTo(new[] { "reinflow.rollout", "reinflow.update", "reinflow.checkpoint" }));
            Assert.That(Phases(iterations[1]), Is.EqualTo(new[] { "reinflow.rollout", "reinflow.update", "reinflow.evaluation", "reinflow.checkpoint" }));
        });

        IEnumerable<string> Phases(Activity iteration) =>
            seen.Where(activity => activity.ParentSpanId == iteration.SpanId).Select(activity => activity.OperationName);
    }

    [Test]
    public async Task PhasesThatTakeTurnsAreTracedAsOneOfEach()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("traced").UseAvoiding(environments => environments.Count = 2)
            .UseOneStepFlow(policy => (policy.Flow.Head.HiddenLayers, policy.OneStep.HiddenLayers) = ([16, 16], [16, 16]))
            .UseCritics(critics => critics.HiddenLayers = [16, 16])
            .UseFql(options => (options.Decisions, options.IterationLength, options.BatchSize, options.EvaluationEvery) = (40, 20, 16, 0));
        services.AddKeyedSingleton("traced", ObservationScale.Measure(new Avoiding(), new RandomSource(1)));

        List<Activity> seen = await Trace(services);

        Activity iteration = seen.Last(activity => activity.OperationName == "reinflow.iteration");
        Activity[] phases = [.. seen.Where(activity => activity.ParentSpanId == iteration.SpanId)];
        Assert.Multiple(() =>
        {
            Assert.That(phases.Select(activity => activity.OperationName), Is.EqualTo(new[] { "reinflow.rollout", "reinflow.update" }));
            Assert.That(phases.Select(activity => activity.StartTimeUtc), Is.All.GreaterThanOrEqualTo(iteration.StartTimeUtc));
            Assert.That(phases.Sum(activity => activity.Duration.TotalSeconds), Is.LessThanOrEqualTo(iteration.Duration.TotalSeconds + 1e-3));
        });
    }

    private static async Task<List<Activity>> Trace(IServiceCollection services)
    {
        List<Activity> seen = [];
        using var root = new Activity("test");
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FineTuningActivities.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                // Fine-tunings of other tests are traced, too.
                if (activity.TraceId == root.TraceId)
                {
                    seen.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        root.Start();
        await SmallRuns.Run(services, "traced");
        return seen;
    }
}

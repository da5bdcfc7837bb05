using ReinFlow.Environments;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace QuickStart;

/// <summary>Episodes of Avoiding and what they amounted to.</summary>
internal sealed record Trial(double SuccessRate, double MeanReturn, string SuccessCriterion, IReadOnlyList<AvoidingTrajectory> Trajectories)
{
    private const ulong Seed = 7;

    public static Trial Of(EpisodeRecording recording) =>
        new(recording.SuccessRate, recording.Rewards.Sum() / recording.Count, string.Empty, AvoidingTrajectory.From(recording));

    public static Trial Play(Recipe recipe, CpuEngine engine, PolicyFile policy, int episodes)
    {
        List<RecordingEnvironment> recorders = [];
        using var evaluation = new EvaluationRun(recipe, engine, policy, SampleMode.Deterministic, environment =>
        {
            recorders.Add(new RecordingEnvironment(environment));
            return recorders[^1];
        });
        EpisodeStatistics statistics = evaluation.Run(episodes, Seed);

        // Environments that are done early go on playing; what counts are the first episodes of each.
        int share = episodes / recipe.Environment.Count;
        AvoidingTrajectory[] counted = [.. recorders.SelectMany(recorder => AvoidingTrajectory.From(recorder.TakeRecording()).Take(share))];
        return new Trial(statistics.SuccessRate, statistics.MeanReturn, statistics.SuccessCriterion, counted);
    }

    public override string ToString() => $"{SuccessRate,8:P1}{MeanReturn,14:0.00}{Routes(),15}";

    private int Routes()
    {
        HashSet<AvoidingRoute> routes = [];
        foreach (AvoidingTrajectory trajectory in Trajectories.Where(trajectory => trajectory.Succeeded))
        {
            if (AvoidingRoute.TryClassify([.. trajectory.Positions], out AvoidingRoute route))
            {
                routes.Add(route);
            }
        }

        return routes.Count;
    }
}

using ReinFlow.Algorithms;
using ReinFlow.Benchmarks.Workloads;
using ReinFlow.Formats;
using ReinFlow.Tensors;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>Writes parameters and inputs for the peer, so that both do the same work and their results can be compared.</summary>
internal static class PeerInputs
{
    public static void Write(string path, Networks networks, UpdateWorkload update)
    {
        using NpzWriter writer = NpzWriter.Create(path);
        AddParameters(writer, "policy/", networks.PolicyParameters);
        AddParameters(writer, "critic/", networks.CriticParameters);
        RolloutBuffer rollout = update.Rollout;
        RolloutShape shape = rollout.Shape;
        writer.Add("observations", [shape.Samples, shape.ObservationSize], rollout.Observations);
        writer.Add("chains", [shape.Samples, shape.DenoisingSteps + 1, shape.ActionChunk.Size], rollout.Chains);
        writer.Add("log_densities", [shape.Samples, shape.DenoisingSteps], rollout.LogDensities);
        writer.Add("advantages", [shape.Samples], rollout.Advantages);
        writer.Add("returns", [shape.Samples], rollout.Returns);
        AddFql(writer, isPort: false);
        AddFql(writer, isPort: true);
        writer.Complete();
    }

    private static void AddFql(NpzWriter writer, bool isPort)
    {
        using var fql = new FqlWorkload(isPort, threads: 1);
        string prefix = isPort ? "fql1/" : "fql0/";
        AddParameters(writer, prefix + "policies/", fql.Algorithm.Model.Policies);
        AddParameters(writer, prefix + "critic/", fql.Algorithm.Model.Critic);
        TransitionBatch batch = fql.Batch;
        writer.Add(prefix + "batch/observations", [batch.Size, batch.Shape.ObservationSize], batch.Observations);
        writer.Add(prefix + "batch/next_observations", [batch.Size, batch.Shape.ObservationSize], batch.NextObservations);
        writer.Add(prefix + "batch/actions", [batch.Size, batch.Shape.ActionSize], batch.Actions);
        writer.Add(prefix + "batch/rewards", [batch.Size], batch.Rewards);
        writer.Add(prefix + "batch/discounts", [batch.Size], batch.Discounts);
        writer.Add(prefix + "noise/next", [batch.Size, batch.Shape.ActionSize], fql.Draws.Next);
        writer.Add(prefix + "noise/policy", [batch.Size, batch.Shape.ActionSize], fql.Draws.Policy);
        writer.Add(prefix + "noise/time", [batch.Size], fql.Recorded.Times);
        writer.Add(prefix + "noise/start", [batch.Size, batch.Shape.ActionSize], fql.Recorded.Starts);
    }

    private static void AddParameters(NpzWriter writer, string prefix, ParameterStore store)
    {
        foreach (NamedValues values in store.Export(store.Values))
        {
            int[] shape = new int[values.Shape.Rank];
            for (int axis = 0; axis < shape.Length; axis++)
            {
                shape[axis] = values.Shape[axis];
            }

            writer.Add(prefix + values.Name, shape, values.Values);
        }
    }
}

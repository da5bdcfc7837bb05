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
        writer.Complete();
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

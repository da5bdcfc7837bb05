using System.Globalization;
using ReinFlow.Formats;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms.Tests;

/// <summary>Copies weights and AdamW's state out of an official checkpoint.</summary>
internal static class OfficialOptimizer
{
    /// <summary>Fills the parameters of a store.</summary>
    public static void LoadParameters(
        PyTorchCheckpoint checkpoint, string stateDict, string prefix, ParameterStore store, Tensor? buffer = null)
    {
        IReadOnlyDictionary<string, TensorData> tensors = checkpoint.StateDict(stateDict);
        store.Import(buffer ?? store.Values, name => tensors.TryGetValue(prefix + name, out TensorData? data)
            ? new NamedValues(name, [.. data.Shape], data.ToSingles())
            : null);
    }

    /// <summary>Fills moments and step count; the state is indexed by the position of a parameter in the state dictionary.</summary>
    /// <returns>The learning rate.</returns>
    public static double LoadMoments(PyTorchCheckpoint checkpoint, string key, string prefix, ParameterStore store, AdamW optimizer)
    {
        string[] names = [.. checkpoint.StateDict("model").Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        Dictionary<string, object?> leaves = checkpoint.Leaves()
            .Where(leaf => leaf.Key.StartsWith(key + "/", StringComparison.Ordinal))
            .ToDictionary(leaf => leaf.Key, leaf => leaf.Value, StringComparer.Ordinal);
        Import("exp_avg", optimizer.FirstMoment);
        Import("exp_avg_sq", optimizer.SecondMoment);
        object? step = leaves.First(leaf => leaf.Key.EndsWith("/step", StringComparison.Ordinal)).Value;
        optimizer.StepCount = step is TensorData tensor ? (long)tensor.ToSingles()[0] : Convert.ToInt64(step, CultureInfo.InvariantCulture);
        return (double)leaves[$"{key}/param_groups/0/lr"]!;

        void Import(string field, Tensor moment) => store.Import(moment, name =>
        {
            int index = Array.IndexOf(names, prefix + name);
            TensorShape shape = store.Entries.Single(entry => entry.Name == name).Shape;
            return leaves.TryGetValue($"{key}/state/{index}/{field}", out object? data)
                ? new NamedValues(name, shape, ((TensorData)data!).ToSingles())
                : new NamedValues(name, shape, new float[shape.ElementCount]);
        });
    }
}

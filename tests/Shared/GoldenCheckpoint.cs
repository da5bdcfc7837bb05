using ReinFlow.Formats;
using ReinFlow.Tensors;

namespace ReinFlow.Golden;

/// <summary>Copies the weights of an official checkpoint to a network of ours.</summary>
internal static class GoldenCheckpoint
{
    /// <summary>Fills the parameters of a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="path">The <c>.pt</c> file.</param>
    /// <param name="stateDict">The key of the state dictionary, such as <c>model</c> or <c>ema</c>.</param>
    /// <param name="prefix">What stands before our names in its keys, such as <c>network.</c>.</param>
    public static void Import(ParameterStore store, string path, string stateDict, string prefix)
    {
        IReadOnlyDictionary<string, TensorData> tensors = PyTorchCheckpoint.Load(path).StateDict(stateDict);
        store.Import(store.Values, name => tensors.TryGetValue(prefix + name, out TensorData? data)
            ? new NamedValues(name, [.. data.Shape], data.ToSingles())
            : null);
    }

    /// <summary>Fills the parameters of a diffusion's chain, the frozen ones from the frozen network of an official fine-tuning.</summary>
    /// <param name="store">The store.</param>
    /// <param name="path">The <c>.pt</c> file.</param>
    /// <param name="tuned">What stands before the names of the network that takes the fine-tuned steps.</param>
    public static void ImportDiffusion(ParameterStore store, string path, string tuned = "actor_ft.")
    {
        IReadOnlyDictionary<string, TensorData> tensors = PyTorchCheckpoint.Load(path).StateDict("model");
        store.Import(store.Values, name =>
        {
            string key = name.StartsWith("base.", StringComparison.Ordinal) ? $"actor.{name["base.".Length..]}" : tuned + name["policy.".Length..];
            TensorData data = tensors[key];
            return new NamedValues(name, [.. data.Shape], data.ToSingles());
        });
    }

    /// <summary>Lists the names of a state dictionary that start with a prefix, without it, in the order of the file.</summary>
    public static string[] Names(string path, string stateDict, string prefix)
    {
        IEnumerable<string> keys = PyTorchCheckpoint.Load(path).StateDict(stateDict).Keys;
        return [.. keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..])];
    }
}

using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>The networks of one of the published tasks.</summary>
/// <param name="Name">The task.</param>
/// <param name="Observation">The components of an observation.</param>
/// <param name="Action">The components of an action.</param>
/// <param name="ConditionLayers">The widths of the observation encoder.</param>
/// <param name="Width">The width of the velocity network.</param>
public sealed record NetworkSize(string Name, int Observation, int Action, int[] ConditionLayers, int Width)
{
    public static NetworkSize Hopper { get; } = new("Hopper", 11, 3, [], 512);

    public static NetworkSize Humanoid { get; } = new("Humanoid", 376, 17, [], 512);

    public static NetworkSize Kitchen { get; } = new("Kitchen", 60, 9, [128, 32], 256);

    /// <summary>Gets the chunk: four actions, all of them executed.</summary>
    public ActionChunkSpec Chunk => new(4, 4, Action);

    public FlowNetworkOptions Network => Options(ConditionLayers);

    /// <summary>Gets the network of a shortcut policy, whose condition must be as long as its embedded steps.</summary>
    public FlowNetworkOptions ShortcutNetwork => Options([64, 16]);

    public static NetworkSize Named(string name) => name switch
    {
        "Hopper" => Hopper,
        "Humanoid" => Humanoid,
        "Kitchen" => Kitchen,
        _ => throw new ArgumentException($"There is no network size {name}.", nameof(name)),
    };

    public override string ToString() => Name;

    private FlowNetworkOptions Options(int[] conditionLayers) => new()
    {
        ConditionLayers = conditionLayers,
        Head = new PerceptronOptions { HiddenLayers = [Width, Width, Width], Activation = ActivationKind.ReLU, Residual = true },
    };
}

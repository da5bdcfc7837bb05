using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

/// <summary>Policies small enough for exhaustive checks.</summary>
internal static class SmallPolicies
{
    public const int ObservationSize = 6;

    public static ActionChunkSpec Chunk { get; } = new(2, 2, 3);

    public static RectifiedFlowPolicy Flow(int[]? conditionLayers = null) => new(Chunk, ObservationSize, Network(conditionLayers));

    public static DiffusionPolicy Diffusion(int[]? conditionLayers = null) => new(Chunk, ObservationSize, Network(conditionLayers));

    public static ShortcutPolicy Shortcut(StepCombination combination = StepCombination.Add, int[]? conditionLayers = null, int maximum = 16) => new(
        Chunk,
        ObservationSize,
        new FlowNetworkOptions
        {
            StepEmbeddingDimension = 8,
            ConditionLayers = conditionLayers ?? [7, 8],
            Head = new PerceptronOptions { HiddenLayers = [16, 16, 16] },
        },
        new ShortcutStepOptions { Combination = combination, MaximumDenoisingSteps = maximum });

    public static NoisyFlowPolicy Noisy(
        IFlowPolicy flow,
        NoiseFeatures features = NoiseFeatures.StepAndCondition,
        FlowTimeGrid grid = FlowTimeGrid.Uniform,
        int steps = 3) =>
        new(
            flow,
            NoiseNets.Create(flow, steps, new NoiseNetOptions { Features = features, HiddenLayers = [12], LearnedStepDimension = 5 }),
            new NoisyFlowOptions { DenoisingSteps = steps, Grid = grid });

    /// <summary>Multiplies all trained parameters, so that outputs leave the neighbourhood of zero.</summary>
    public static void Scale(ParameterStore store, float factor)
    {
        float[] values = store.Values.ToArray();
        foreach (ref float value in values.AsSpan(0, store.TrainableLength))
        {
            value *= factor;
        }

        store.Values.CopyFrom(values);
    }

    private static FlowNetworkOptions Network(int[]? conditionLayers) => new()
    {
        StepEmbeddingDimension = 8,
        ConditionLayers = conditionLayers ?? [],
        Head = new PerceptronOptions { HiddenLayers = [16, 16, 16] },
    };
}

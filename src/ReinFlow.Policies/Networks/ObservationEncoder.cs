namespace ReinFlow.Policies;

/// <summary>The observation encoder that a velocity network may have.</summary>
internal static class ObservationEncoder
{
    /// <summary>Creates the encoder.</summary>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="options">The layers; the activation is that of the head.</param>
    /// <returns>The encoder, or <see langword="null"/> if the observation is the condition.</returns>
    public static MultilayerPerceptron? Create(int observationSize, FlowNetworkOptions options) => options.ConditionLayers is [.. int[] hidden, int last]
        ? new MultilayerPerceptron(
            observationSize, last, new PerceptronOptions { HiddenLayers = hidden, Activation = options.Head.Activation, Residual = false })
        : null;
}

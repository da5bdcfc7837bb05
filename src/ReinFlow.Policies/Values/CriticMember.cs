using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>The parameters of one member of a critic ensemble; the ensemble computes with them.</summary>
internal sealed class CriticMember : Module
{
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="options">The layers.</param>
    public CriticMember(int inputs, CriticEnsembleOptions options)
    {
        Layers = new Parameters[options.HiddenLayers.Length + 1];
        int width = inputs;
        for (int i = 0; i < Layers.Length; i++)
        {
            bool last = i == Layers.Length - 1;
            int next = last ? 1 : options.HiddenLayers[i];
            (ParameterInitializer weight, ParameterInitializer bias) = ParameterInitializers.OfLayer(options.Initialization, width, next);
            bool normalized = !last && options.LayerNorm != LayerNormPlacement.None;
            Layers[i] = new Parameters(
                AddParameter($"moduleList.{i}.linear_1.weight", [next, width], weight),
                AddParameter($"moduleList.{i}.linear_1.bias", [next], bias),
                normalized ? AddParameter($"moduleList.{i}.norm_1.weight", [next], ParameterInitializers.Constant(1f)) : null,
                normalized ? AddParameter($"moduleList.{i}.norm_1.bias", [next], ParameterInitializers.Constant(0f)) : null);
            width = next;
        }
    }

    public Parameters[] Layers { get; }

    /// <summary>A layer's parameters: those of its linear map, and those of its normalisation if it has one.</summary>
    public readonly record struct Parameters(Parameter Weight, Parameter Bias, Parameter? Gain, Parameter? Shift);
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>One layer of all members of a critic ensemble.</summary>
internal sealed class CriticLayer
{
    private readonly CriticMember[] _members;
    private readonly int _index;
    private readonly ActivationKind _activation;
    private readonly LayerNormPlacement _placement;
    private readonly float _epsilon;
    private Tensor[][]? _all;

    public CriticLayer(CriticMember[] members, int index, CriticEnsembleOptions options)
    {
        bool last = index == options.HiddenLayers.Length;
        _members = members;
        _index = index;
        _activation = last ? ActivationKind.Identity : options.Activation;
        _placement = last ? LayerNormPlacement.None : options.LayerNorm;
        _epsilon = (float)options.LayerNormEpsilon;
    }

    /// <summary>Computes the layer of some members.</summary>
    /// <param name="input">[rows, in] or [members, rows, in].</param>
    /// <param name="members">The members; all if empty.</param>
    /// <returns>[members, rows, out].</returns>
    public Tensor Forward(Tensor input, ReadOnlySpan<int> members)
    {
        TensorEngine engine = input.Engine;
        Tensor[][] all = _all ??=
        [
            Collect(layer => layer.Weight), Collect(layer => layer.Bias), Collect(layer => layer.Gain), Collect(layer => layer.Shift),
        ];
        bool normalizesFirst = _placement == LayerNormPlacement.BeforeActivation;
        Tensor result = engine.EnsembleLinear(
            input, Of(all[0], members), Of(all[1], members), normalizesFirst ? ActivationKind.Identity : _activation);
        if (_placement == LayerNormPlacement.None)
        {
            return result;
        }

        result = engine.EnsembleLayerNorm(result, Of(all[2], members), Of(all[3], members), _epsilon);
        return normalizesFirst ? result.Activate(_activation) : result;
    }

    private static ReadOnlySpan<Tensor> Of(Tensor[] all, ReadOnlySpan<int> members)
    {
        if (members.IsEmpty)
        {
            return all;
        }

        if (members.Length == 1)
        {
            return all.AsSpan(members[0], 1);
        }

        var chosen = new Tensor[members.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            chosen[i] = all[members[i]];
        }

        return chosen;
    }

    private Tensor[] Collect(Func<CriticMember.Parameters, Parameter?> choose) =>
        [.. _members.Select(member => choose(member.Layers[_index])).OfType<Parameter>().Select(parameter => parameter.Value)];
}

using System.Runtime.CompilerServices;
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
        MemberTensors first = default;
        MemberTensors second = default;
        bool normalizesFirst = _placement == LayerNormPlacement.BeforeActivation;
        Tensor result = engine.EnsembleLinear(
            input, Of(all[0], members, first), Of(all[1], members, second), normalizesFirst ? ActivationKind.Identity : _activation);
        if (_placement == LayerNormPlacement.None)
        {
            return result;
        }

        result = engine.EnsembleLayerNorm(result, Of(all[2], members, first), Of(all[3], members, second), _epsilon);
        return normalizesFirst ? result.Activate(_activation) : result;
    }

    private static ReadOnlySpan<Tensor> Of(Tensor[] all, ReadOnlySpan<int> members, Span<Tensor> chosen)
    {
        if (members.IsEmpty)
        {
            return all;
        }

        if (members.Length == 1)
        {
            return all.AsSpan(members[0], 1);
        }

        for (int i = 0; i < members.Length; i++)
        {
            chosen[i] = all[members[i]];
        }

        return chosen[..members.Length];
    }

    private Tensor[] Collect(Func<CriticMember.Parameters, Parameter?> choose) =>
        [.. _members.Select(member => choose(member.Layers[_index])).OfType<Parameter>().Select(parameter => parameter.Value)];

    /// <summary>Room on the stack for the tensors of some members; <see cref="CriticEnsembleOptions.Members"/> has the same limit.</summary>
    [InlineArray(100)]
    private struct MemberTensors
    {
        private Tensor _first;
    }
}

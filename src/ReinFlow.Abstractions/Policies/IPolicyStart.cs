using ReinFlow.Environments;
using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>The policy that fine-tuning starts from.</summary>
public interface IPolicyStart
{
    /// <summary>Gets the ranges of the demonstrations that it was trained on, or <see langword="null"/>.</summary>
    Normalization? Normalization { get; }

    /// <summary>Copies its parameters.</summary>
    /// <param name="parameters">The parameters of the policy to fine-tune; those that the start lacks, such as a noise net's, keep their values.</param>
    void CopyTo(ParameterStore parameters);
}

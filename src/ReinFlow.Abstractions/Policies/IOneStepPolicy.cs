using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A policy that maps noise straight to an action chunk: what a flow is distilled into.</summary>
/// <threadsafety>Reading is thread-safe as long as nobody updates the parameters.</threadsafety>
public interface IOneStepPolicy : IActionSampler
{
    /// <summary>Gets the parameters.</summary>
    Module Network { get; }

    /// <summary>Maps noise to action chunks; gradients flow to the parameters.</summary>
    /// <param name="observation">The observations.</param>
    /// <param name="noise">Standard normal numbers, of shape [batch, horizon·action].</param>
    /// <returns>The chunks, of shape [batch, horizon·action], not limited to the bounds of the spec.</returns>
    Tensor Map(Observation observation, Tensor noise);
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Predicts the return that follows an observation and a chunk of actions: an ensemble of independent members.</summary>
/// <threadsafety>Reading is thread-safe as long as nobody updates the parameters.</threadsafety>
public interface IActionValueFunction
{
    /// <summary>Gets the parameters of all members.</summary>
    Module Network { get; }

    /// <summary>Gets the number of members of the ensemble.</summary>
    int Members { get; }

    /// <summary>Predicts values.</summary>
    /// <param name="observation">The observations.</param>
    /// <param name="actions">The executed actions of every chunk, of shape [batch, executed·action].</param>
    /// <param name="members">The members that are asked, in the order of the result; all of them if empty.</param>
    /// <returns>The values, of shape [ensemble, batch], or [members, batch] for some of them.</returns>
    Tensor Values(Observation observation, Tensor actions, ReadOnlySpan<int> members = default);

    /// <summary>Makes a network of the same shape whose parameters belong to no store yet, such as a target's.</summary>
    /// <returns>The network.</returns>
    IActionValueFunction CreateTwin();
}

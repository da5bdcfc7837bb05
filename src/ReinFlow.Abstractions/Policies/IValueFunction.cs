using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Predicts the return that follows an observation.</summary>
/// <threadsafety>Reading is thread-safe as long as nobody updates the parameters.</threadsafety>
public interface IValueFunction
{
    /// <summary>Gets the parameters.</summary>
    Module Network { get; }

    /// <summary>Predicts values.</summary>
    /// <param name="observation">The observations.</param>
    /// <returns>The values, of shape [batch].</returns>
    Tensor Value(Observation observation);
}

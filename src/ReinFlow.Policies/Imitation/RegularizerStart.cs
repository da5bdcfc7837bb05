namespace ReinFlow.Policies;

/// <summary>From where the two flows of a <see cref="WassersteinRegularizer"/> start.</summary>
public enum RegularizerStart
{
    /// <summary>From a standard normal number per component, fresh for every sample of a minibatch.</summary>
    Normal,

    /// <summary>From zero, the mean of the noise.</summary>
    Zero,
}

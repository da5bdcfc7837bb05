namespace ReinFlow.Tensors;

/// <summary>The numbers of one AdamW step, as <see cref="TensorEngine.AdamW"/> needs them.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Beta1">The decay of the first moment.</param>
/// <param name="Beta2">The decay of the second moment.</param>
/// <param name="Epsilon">The number added to the root of the second moment.</param>
/// <param name="WeightDecay">The decoupled weight decay.</param>
/// <param name="Step">The one-based number of the step, for the bias corrections.</param>
/// <param name="GradientScale">The factor on the gradients, such as that of clipping their norm.</param>
public readonly record struct AdamWUpdate(
    double LearningRate,
    double Beta1,
    double Beta2,
    double Epsilon,
    double WeightDecay,
    long Step,
    float GradientScale);

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Configures imitation learning. The defaults are those of the official Hopper recipe.</summary>
public sealed record PretrainingOptions : IValidatableObject
{
    /// <summary>Gets or sets the number of passes over the demonstrations.</summary>
    /// <value>The default is 40.</value>
    [Limits(1, int.MaxValue)]
    public int Epochs { get; set; } = 40;

    /// <summary>Gets or sets the windows of a minibatch; an incomplete last one is dropped.</summary>
    /// <value>The default is 128.</value>
    [Limits(1, int.MaxValue)]
    public int MinibatchSize { get; set; } = 128;

    /// <summary>Gets or sets the decoupled weight decay.</summary>
    /// <value>The default is 1e−6.</value>
    [Limits(0.0, 1.0)]
    public double WeightDecay { get; set; } = 1e-6;

    /// <summary>Gets or sets the learning rate, which steps once per epoch: the first epoch trains with the smallest.</summary>
    /// <value>The default rises from 1e−4 to 1e−3 in one epoch and falls over 3000.</value>
    [ValidateObjectMembers]
    public CosineWarmupSchedule LearningRate { get; set; } = new() { Maximum = 1e-3, Minimum = 1e-4, CycleSteps = 3000, WarmupSteps = 1 };

    /// <summary>Gets or sets the largest norm of the gradient, or <see langword="null"/> for no limit.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    [Limits(1e-6, 1e6)]
    public double? MaximumGradientNorm { get; set; }

    /// <summary>Gets or sets the decay of the average of the parameters, which is what acts in the end.</summary>
    /// <value>The default is 0.995.</value>
    [Limits(0.0, 1.0)]
    public double AverageDecay { get; set; } = 0.995;

    /// <summary>Gets or sets the minibatches from one update of the average to the next.</summary>
    /// <value>The default is 10.</value>
    [Limits(1, int.MaxValue)]
    public int AverageEvery { get; set; } = 10;

    /// <summary>Gets or sets the one-based epoch from which on the average is one; before, it is a copy of the parameters.</summary>
    /// <value>The default is 20.</value>
    [Limits(1, int.MaxValue)]
    public int AverageStartEpoch { get; set; } = 20;

    /// <summary>Gets or sets the epochs from one evaluation in the simulator to the next, or 0 for none.</summary>
    /// <value>The default is 10.</value>
    [Limits(0, int.MaxValue)]
    public int EvaluationEvery { get; set; } = 10;

    /// <summary>Gets or sets the episodes of an evaluation.</summary>
    /// <value>The default is 40.</value>
    [Limits(1, int.MaxValue)]
    public int EvaluationEpisodes { get; set; } = 40;

    /// <summary>Gets or sets the decisions after which an evaluation ends even if episodes are missing.</summary>
    /// <value>The default, <see langword="null"/>, is as many as the episodes can take.</value>
    [Limits(1, int.MaxValue)]
    public int? EvaluationDecisions { get; set; }

    /// <summary>Gets or sets the seed of shuffling, noise and evaluations.</summary>
    /// <value>The default is 42.</value>
    public ulong Seed { get; set; } = 42;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Rules().Under(validationContext);

    private IEnumerable<ValidationResult> Rules()
    {
        if (LearningRate.WarmupSteps >= LearningRate.CycleSteps)
        {
            yield return new ValidationResult(
                $"{nameof(LearningRate)}.{nameof(LearningRate.WarmupSteps)} ({LearningRate.WarmupSteps}) must be less than " +
                $"{nameof(LearningRate.CycleSteps)} ({LearningRate.CycleSteps}).",
                [nameof(LearningRate)]);
        }
    }
}

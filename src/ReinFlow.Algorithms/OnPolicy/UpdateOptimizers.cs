using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The optimisers of policy and critic and the learning rates with which they step.</summary>
internal sealed class UpdateOptimizers : IDisposable
{
    private readonly OnPolicyModel _model;

    public UpdateOptimizers(OnPolicyModel model, OnPolicyOptions options)
    {
        _model = model;
        Policy = new AdamW(model.PolicyParameters, new AdamWOptions { WeightDecay = options.PolicyWeightDecay });
        Critic = new AdamW(model.CriticParameters, new AdamWOptions { WeightDecay = options.CriticWeightDecay });
        if (options is { KlControl: KlControl.AdaptLearningRate, TargetKl: { } target })
        {
            var start = new LearningRates(options.PolicyLearningRate.Maximum, options.CriticLearningRate.Maximum);
            Adaptive = new AdaptiveLearningRate(target, start);
        }
    }

    public AdamW Policy { get; }

    public AdamW Critic { get; }

    /// <summary>Gets the rule that replaces the schedules, or <see langword="null"/>.</summary>
    public AdaptiveLearningRate? Adaptive { get; }

    /// <summary>Gets the learning rates of the next step.</summary>
    public LearningRates Rates { get; private set; }

    /// <summary>Takes the learning rates of an iteration, unless the KL governs them.</summary>
    /// <param name="request">The iteration.</param>
    public void Begin(UpdateRequest request) => Rates = Adaptive?.Rates ?? request.Rates;

    /// <summary>Takes a minibatch's KL into account.</summary>
    /// <param name="approximateKl">The approximate KL.</param>
    public void Observe(double approximateKl)
    {
        if (Adaptive is { } adaptive)
        {
            adaptive.Observe(approximateKl);
            Rates = adaptive.Rates;
        }
    }

    public void ClearGradients()
    {
        _model.PolicyParameters.ClearGradients();
        _model.CriticParameters.ClearGradients();
    }

    /// <summary>Steps both optimisers, or the critic's only.</summary>
    /// <param name="trainsPolicy">Whether the policy's optimiser steps.</param>
    /// <param name="maximumNorm">The norm to which gradients are scaled down, or <see langword="null"/>.</param>
    /// <returns>The norms of the gradients before scaling.</returns>
    public (double Policy, double Critic) Step(bool trainsPolicy, float? maximumNorm)
    {
        double critic = Critic.Step(Rates.Critic, maximumNorm);
        double policy = trainsPolicy ? Policy.Step(Rates.Policy, maximumNorm) : _model.PolicyParameters.GradientNorm();
        return (policy, critic);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Policy.Dispose();
        Critic.Dispose();
    }
}

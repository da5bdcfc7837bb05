namespace ReinFlow.Algorithms;

/// <summary>Learning rates that shrink when the policy moves too far in an update, and grow when it hardly moves.</summary>
/// <remarks>The official rule: above twice the target KL both are divided by 1.5, below half of it multiplied, with limits.</remarks>
internal sealed class AdaptiveLearningRate
{
    private const double Factor = 1.5;
    private const double Minimum = 1e-5;
    private const double PolicyMaximum = 5e-4;
    private const double CriticMaximum = 1e-3;

    private readonly double _target;

    public AdaptiveLearningRate(double target, LearningRates start)
    {
        _target = target;
        Rates = start;
    }

    /// <summary>Gets or sets the current learning rates; a checkpoint restores them.</summary>
    public LearningRates Rates { get; set; }

    /// <summary>Takes a minibatch's KL into account.</summary>
    /// <param name="approximateKl">The approximate KL.</param>
    public void Observe(double approximateKl)
    {
        if (approximateKl > 2.0 * _target)
        {
            Rates = new LearningRates(Math.Max(Minimum, Rates.Policy / Factor), Math.Max(Minimum, Rates.Critic / Factor));
        }
        else if (approximateKl > 0.0 && approximateKl < 0.5 * _target)
        {
            Rates = new LearningRates(Math.Min(PolicyMaximum, Rates.Policy * Factor), Math.Min(CriticMaximum, Rates.Critic * Factor));
        }
    }
}

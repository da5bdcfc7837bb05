using ReinFlow.FineTuning;
using ReinFlow.Formats;

namespace ReinFlow.Algorithms;

/// <summary>Stops an update whose numbers show that going on is pointless, and writes the offending minibatch down.</summary>
internal sealed class UpdateGuard
{
    private readonly Minibatch _minibatch;
    private readonly OnPolicyModel _model;
    private readonly double _ratioTolerance;
    private readonly string? _dumpDirectory;

    public UpdateGuard(Minibatch minibatch, OnPolicyModel model, double ratioTolerance, string? dumpDirectory)
    {
        _minibatch = minibatch;
        _model = model;
        _ratioTolerance = ratioTolerance;
        _dumpDirectory = dumpDirectory;
    }

    /// <summary>Throws if a loss is not finite, or if the first ratio of an iteration is not 1.</summary>
    /// <param name="statistics">What the loss amounts to.</param>
    /// <param name="iteration">The zero-based iteration.</param>
    /// <param name="index">The zero-based minibatch within the iteration.</param>
    public void CheckLoss(MinibatchStatistics statistics, int iteration, int index)
    {
        if (!statistics.IsFinite)
        {
            throw Stop(
                $"Minibatch {index + 1} of iteration {iteration + 1} has a loss that is not finite (policy {statistics.PolicyLoss}, " +
                $"value {statistics.ValueLoss}, entropy {statistics.Entropy}, penalty {statistics.Regularization}). Lower the " +
                "learning rates, set a maximum gradient norm or raise the smallest standard deviation of the noise.",
                iteration);
        }

        if (index == 0 && statistics.RatioDistance > _ratioTolerance)
        {
            throw Stop(
                $"On the first minibatch of iteration {iteration + 1} the probability ratio is {statistics.RatioDistance:G3} away from " +
                $"1 on average (limit {_ratioTolerance:G3}), although no parameter has changed: the policy gives its own chains another " +
                "density than it sampled them with. Usual causes: two flow time grids, noise bounds that changed in between, or " +
                "augmentation in one of the two passes.",
                iteration);
        }
    }

    /// <summary>Throws if a gradient is not finite.</summary>
    /// <param name="iteration">The zero-based iteration.</param>
    /// <param name="index">The zero-based minibatch within the iteration.</param>
    public void CheckGradients(int iteration, int index)
    {
        double policy = _model.PolicyParameters.GradientNorm();
        double critic = _model.CriticParameters.GradientNorm();
        if (!double.IsFinite(policy + critic))
        {
            throw Stop(
                $"Minibatch {index + 1} of iteration {iteration + 1} has a gradient that is not finite (norm of the policy's {policy}, " +
                $"of the critic's {critic}), although its loss is. Raise the smallest standard deviation of the noise or lower the " +
                "learning rates.",
                iteration);
        }
    }

    private TrainingDivergedException Stop(string message, int iteration)
    {
        if (_dumpDirectory is null)
        {
            return new TrainingDivergedException(message);
        }

        Directory.CreateDirectory(_dumpDirectory);
        string path = Path.Combine(_dumpDirectory, $"diverged-iteration-{iteration + 1}.npz");
        Dump(path);
        return new TrainingDivergedException($"{message} The minibatch is in {path}.");
    }

    private void Dump(string path)
    {
        RolloutShape shape = _minibatch.Shape;
        int rows = _minibatch.Rows;
        using NpzWriter writer = NpzWriter.Create(path);
        Add("observations", _minibatch.Observations, [rows, shape.ObservationHistory, shape.ObservationDimension]);
        Add("chains", _minibatch.Chains, [rows, shape.ChainStates, shape.ActionChunk.Horizon, shape.ActionChunk.ActionDimension]);
        Add("log_densities", _minibatch.LogDensities, [rows, shape.DenoisingSteps]);
        Add("normalized_advantages", _minibatch.Advantages, [rows]);
        Add("returns", _minibatch.Returns, [rows]);
        Add("values", _minibatch.Values, [rows]);
        Add("weights", _minibatch.Weights, [rows]);
        writer.Complete();

        void Add(string name, float[] values, ReadOnlySpan<int> axes)
        {
            int count = 1;
            foreach (int axis in axes)
            {
                count *= axis;
            }

            writer.Add(name, axes, values.AsSpan(0, count));
        }
    }
}

using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>A penalty that keeps a fine-tuned policy near another one, such as the one that it started from.</summary>
public interface IPolicyRegularizer
{
    /// <summary>Draws the random numbers of a minibatch.</summary>
    /// <param name="samples">The samples of the minibatch.</param>
    /// <param name="random">The source.</param>
    void Draw(int samples, RandomSource random);

    /// <summary>Computes a micro-batch's share of the mean penalty of the minibatch drawn for; the shares add up to the mean.</summary>
    /// <param name="batch">The range of samples.</param>
    /// <param name="observation">Their observations.</param>
    /// <returns>A single number.</returns>
    Tensor Penalty(MicroBatch batch, Observation observation);
}

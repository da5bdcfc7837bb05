using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>The loss with which a policy imitates demonstrations.</summary>
/// <remarks>The random numbers of a minibatch are drawn before it is cut into micro-batches, so that they do not depend on threads.</remarks>
public interface IImitationObjective
{
    /// <summary>Draws the random numbers of a minibatch.</summary>
    /// <param name="samples">The samples of the minibatch.</param>
    /// <param name="random">The source.</param>
    void Draw(int samples, RandomSource random);

    /// <summary>Computes a micro-batch's share of the mean loss of the minibatch drawn for; the shares add up to the mean.</summary>
    /// <param name="batch">The range of samples.</param>
    /// <param name="actions">Their action chunks, of shape [samples, horizon, action].</param>
    /// <param name="observation">Their observations.</param>
    /// <returns>A single number.</returns>
    Tensor Loss(MicroBatch batch, Tensor actions, Observation observation);
}

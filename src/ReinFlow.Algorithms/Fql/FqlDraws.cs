namespace ReinFlow.Algorithms;

/// <summary>The noise of one update of FQL, beside that of the flow's imitation; the memory is made once.</summary>
/// <param name="samples">The transitions of a batch.</param>
/// <param name="size">The components Ta·Da of an action chunk.</param>
internal sealed class FqlDraws(int samples, int size)
{
    /// <summary>Gets the noise from which the one-step policy acts after the transitions, of shape [batch, chunk].</summary>
    public float[] Next { get; } = new float[samples * size];

    /// <summary>Gets the noise from which flow and one-step policy act alike, of shape [batch, chunk].</summary>
    public float[] Policy { get; } = new float[samples * size];

    /// <summary>Draws.</summary>
    /// <param name="random">The source.</param>
    public void Draw(RandomSource random)
    {
        random.FillGaussian(Next);
        random.FillGaussian(Policy);
    }
}

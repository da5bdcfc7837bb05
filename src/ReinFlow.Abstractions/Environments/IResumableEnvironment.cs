namespace ReinFlow.Environments;

/// <summary>An environment whose running episode can be saved and taken up again, so that a run that was stopped goes on with the same bits.</summary>
/// <remarks>
/// Saved numbers are complete: an environment that takes them over behaves from then on, to the last bit, as the one that gave them.
/// Environments without this interface work too; a resumed run then begins new episodes.
/// </remarks>
/// <threadsafety>An instance is used by one thread at a time; different instances must be independent of one another.</threadsafety>
public interface IResumableEnvironment : IEnvironment
{
    /// <summary>
    /// Gets how many numbers the state of a running episode has, the same for every instance and at any time, or <see langword="null"/> if
    /// it cannot be saved after all, as in a wrapper of an environment that cannot.
    /// </summary>
    int? StateLength { get; }

    /// <summary>Writes down the running episode.</summary>
    /// <param name="state">Receives <see cref="StateLength"/> numbers.</param>
    void SaveState(Span<double> state);

    /// <summary>Takes up a saved episode in place of the running one.</summary>
    /// <param name="state">The numbers that <see cref="SaveState"/> of an instance of the same kind has given.</param>
    /// <param name="random">
    /// The source of all randomness until the next reset, as far advanced as it was; the environment may keep it.
    /// </param>
    void RestoreState(ReadOnlySpan<double> state, RandomSource random);
}

namespace ReinFlow.Demonstrations;

/// <summary>What becomes of a chunk of actions that would go on after the end of its episode.</summary>
public enum EpisodeEnd
{
    /// <summary>There is no such transition; the last one of an episode ends with it.</summary>
    Drop,

    /// <summary>The transition ends with the episode: fewer rewards are summed up, and the actions that are missing are 0.</summary>
    Cut,
}

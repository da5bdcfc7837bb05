namespace ReinFlow.Algorithms;

/// <summary>What an update needs to know of its iteration.</summary>
/// <param name="Iteration">The zero-based iteration.</param>
/// <param name="TrainsPolicy">Whether the policy's optimiser steps; the critic's always does.</param>
/// <param name="Rates">The learning rates of the schedules.</param>
/// <param name="Random">The source of the minibatches and of the penalty's draws.</param>
internal sealed record UpdateRequest(int Iteration, bool TrainsPolicy, LearningRates Rates, RandomSource Random)
{
    /// <summary>Fills the order in which an epoch shows the samples.</summary>
    /// <param name="epoch">The zero-based epoch.</param>
    /// <param name="permutation">Receives a permutation of S·m numbers.</param>
    public Action<int, int[]>? Order { get; init; }
}

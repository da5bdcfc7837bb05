namespace ReinFlow.Algorithms;

/// <summary>What an update needs to know of its iteration.</summary>
/// <param name="Iteration">The zero-based iteration.</param>
/// <param name="TrainsPolicy">Whether the policy's optimiser steps; the critic's always does.</param>
/// <param name="Rates">The learning rates of the schedules.</param>
/// <param name="Random">The source of the minibatches and of the penalty's draws.</param>
internal sealed record UpdateRequest(int Iteration, bool TrainsPolicy, LearningRates Rates, RandomSource Random)
{
    /// <summary>Gets what fills the order of an epoch's samples, a permutation of S·m numbers; <see langword="null"/> draws it.</summary>
    public Action<int, int[]>? Order { get; init; }
}

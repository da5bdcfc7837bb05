using ReinFlow.Environments;
using ReinFlow.Policies;

namespace ReinFlow.Algorithms;

/// <summary>The rules across algorithm, environments, offline data and options of an off-policy run.</summary>
internal static class OffPolicyRules
{
    /// <summary>Throws if a run would do something else than its options say.</summary>
    /// <param name="setup">What the run is made of.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The parts do not fit together.</exception>
    public static void Check(OffPolicySetup setup, OffPolicyOptions options)
    {
        OptionsGuard.Require(setup.Replay, new ReplayOptionsValidator());
        OptionsGuard.Require(options, new OffPolicyOptionsValidator());
        CheckOfflineData(setup, options);
        CheckBounds(setup.Environment, setup.Algorithm.Explorer.ActionChunk);
    }

    /// <summary>Gets how offline data come into the batches of a run.</summary>
    /// <param name="setup">What the run is made of.</param>
    /// <param name="options">The options.</param>
    /// <returns>The composition.</returns>
    public static BatchComposition Composition(OffPolicySetup setup, OffPolicyOptions options) =>
        setup.Replay.Composition ?? options.DefaultComposition;

    /// <summary>Throws if a run ends before its first update.</summary>
    /// <param name="setup">What the run is made of.</param>
    /// <param name="options">The options.</param>
    /// <param name="rowsNeeded">The transitions that the ring must hold for a batch.</param>
    /// <exception cref="ArgumentException">Too few transitions are collected.</exception>
    public static void CheckLength(OffPolicySetup setup, OffPolicyOptions options, int rowsNeeded)
    {
        long offline = Composition(setup, options) == BatchComposition.Union ? setup.OfflineData?.Count ?? 0 : 0;
        long collected = (long)options.Decisions * setup.Environment.Count;
        if (options.Decisions > 0 && collected + offline < rowsNeeded)
        {
            throw new ArgumentException(
                $"A batch needs {rowsNeeded} transitions, but the run collects {collected}, so there would never be an update. Raise " +
                $"{nameof(options.Decisions)} or lower {nameof(options.BatchSize)} ({options.BatchSize}).",
                nameof(options));
        }
    }

    private static void CheckOfflineData(OffPolicySetup setup, OffPolicyOptions options)
    {
        if (setup.OfflineData is not null)
        {
            if (options.OfflineUpdates == 0 && Composition(setup, options) == BatchComposition.OfflinePhaseOnly)
            {
                throw new ArgumentException(
                    $"The offline data would never be used: they are for the offline phase only, and {nameof(options.OfflineUpdates)} is 0. Set it, set " +
                    $"{nameof(ReplayOptions)}.{nameof(ReplayOptions.Composition)} to {BatchComposition.Balanced} or {BatchComposition.Union}, or leave the data out.",
                    nameof(options));
            }
        }
        else if (options.OfflineUpdates > 0)
        {
            throw new ArgumentException(
                $"{nameof(options.OfflineUpdates)} is {options.OfflineUpdates}, but the run has no offline data. Give it some, or set it to 0.", nameof(options));
        }
        else if (options.NeedsOfflineData)
        {
            throw new ArgumentException(
                "RLPD takes a share of every batch from offline data, but the run has none. Give it some, by UseTransitions where the run is composed " +
                "by services, or train with SAC.",
                nameof(setup));
        }
    }

    /// <summary>Without ranges an action goes to the environment as it is, which would clip what lies beyond its bounds without a word.</summary>
    private static void CheckBounds(IVectorEnvironment environment, ActionChunkSpec chunk)
    {
        EnvironmentSpec spec = environment.Spec;
        if (environment.Normalization is null && (chunk.Minimum < spec.ActionMinimum || chunk.Maximum > spec.ActionMaximum))
        {
            throw new ArgumentException(
                $"The policy acts in [{chunk.Minimum}, {chunk.Maximum}], but {spec.Name} takes actions in [{spec.ActionMinimum}, {spec.ActionMaximum}], and the " +
                $"run has no ranges that map one to the other. Give it a {nameof(Normalization)}, such as that of ObservationScale.Measure, or set " +
                "the ActionLimit of a squashed Gaussian policy.");
        }
    }
}

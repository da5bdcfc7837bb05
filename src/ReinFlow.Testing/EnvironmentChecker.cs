using ReinFlow.Environments;

namespace ReinFlow.Testing;

/// <summary>Checks that an environment keeps the rules that training relies on; the first that it breaks gives one clear error.</summary>
/// <remarks>
/// Each rule plays up to two episodes with random actions, so that <see cref="Check"/> takes some ten episodes. In a test project, derive
/// <see cref="EnvironmentConformanceTests"/> instead: it has one test per rule.
/// </remarks>
public static class EnvironmentChecker
{
    private const ulong Seed = 20250531;
    private const int ComparedSteps = 50;

    /// <summary>Checks all rules.</summary>
    /// <param name="factory">Makes a new environment per call.</param>
    /// <param name="options">What to expect, or <see langword="null"/> for the defaults.</param>
    /// <exception cref="EnvironmentFaultException">The environment breaks a rule; the message says which and what to do.</exception>
    public static void Check(Func<IEnvironment> factory, EnvironmentCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        options ??= new EnvironmentCheckOptions();

        CheckSpec(factory);
        CheckEpisodes(factory, options);
        CheckSameStreamSameEpisode(factory, options);
        CheckDifferentStreamsDiffer(factory, options);
        CheckResetForgets(factory, options);
        CheckInstancesAreIndependent(factory, options);
        CheckTakingUp(factory, options);
        CheckAllocations(factory, options);
        CheckDispose(factory);
    }

    /// <summary>Checks that the specification is complete, possible and constant.</summary>
    internal static void CheckSpec(Func<IEnvironment> factory)
    {
        using IEnvironment environment = Create(factory);
        EnvironmentSpec spec = environment.Spec
            ?? throw new EnvironmentFaultException("Spec is null. Return what is known of the environment.");
        Require(!string.IsNullOrWhiteSpace(spec.Name), spec, "has no name", "Give Spec.Name a stable one; recipes and reports use it");
        Require(spec.ObservationDimension > 0, spec, $"states {spec.ObservationDimension} observation features", "State at least 1");
        Require(spec.ActionDimension > 0, spec, $"states {spec.ActionDimension} action components", "State at least 1");
        Require(spec.MaxEpisodeSteps > 0, spec, $"states {spec.MaxEpisodeSteps} steps per episode", "State at least 1");
        Require(!string.IsNullOrWhiteSpace(spec.SuccessCriterion), spec, "has no success criterion", "Say when an episode succeeds");
        Require(
            spec.ActionMinimum < spec.ActionMaximum,
            spec,
            $"states actions between {spec.ActionMinimum} and {spec.ActionMaximum}",
            "State a minimum below the maximum");
        Require(environment.Spec == spec, spec, "changed its Spec between two reads", "Build it once");
        using IEnvironment other = Create(factory);
        Require(!ReferenceEquals(environment, other), spec, "came out of the factory twice", "Make a new environment per call");
        Require(other.Spec == spec, spec, "has another Spec in the next instance", "Make equal environments");
    }

    /// <summary>Checks two whole episodes: everything is written and finite, and the two kinds of end stay apart.</summary>
    internal static void CheckEpisodes(Func<IEnvironment> factory, EnvironmentCheckOptions options)
    {
        using IEnvironment environment = Create(factory);
        var player = new EnvironmentPlayer(environment, options, Seed);
        for (int episode = 0; episode < 2; episode++)
        {
            player.Reset((ulong)episode);
            CheckObservation(player, "the reset");
            for (bool ended = false; !ended && player.Step < environment.Spec.MaxEpisodeSteps;)
            {
                StepResult result = player.Advance();
                CheckObservation(player, $"step {player.Step}");
                Require(
                    float.IsFinite(result.Reward),
                    environment.Spec,
                    $"returned the reward {result.Reward} in step {player.Step}",
                    "Rewards must be finite");
                Require(
                    !(result.Terminated && result.Truncated),
                    environment.Spec,
                    $"returned both terminated and truncated in step {player.Step}",
                    "Terminated means that no future reward exists, truncated that the episode was merely cut off: return one of them");
                ended = result.Terminated || result.Truncated;
            }
        }
    }

    /// <summary>Checks that equal streams and equal actions give equal episodes in two instances.</summary>
    internal static void CheckSameStreamSameEpisode(Func<IEnvironment> factory, EnvironmentCheckOptions options) =>
        RequireEqual(
            factory,
            Play(factory, options, player => player.Reset(1)),
            Play(factory, options, player => player.Reset(1)),
            "is not reproducible: two resets with equal streams, followed by equal actions,",
            "Draw every random number from the RandomSource of Reset");

    /// <summary>Checks that different streams give different episodes, where the environment is random.</summary>
    internal static void CheckDifferentStreamsDiffer(Func<IEnvironment> factory, EnvironmentCheckOptions options)
    {
        if (!options.IsRandom)
        {
            return;
        }

        float[] first = Play(factory, options, player => player.Reset(1));
        float[] second = Play(factory, options, player => player.Reset(2));
        using IEnvironment environment = Create(factory);
        Require(
            !first.AsSpan().SequenceEqual(second),
            environment.Spec,
            "played the same episode for different streams",
            "Draw from the RandomSource of Reset, or set IsRandom to false if nothing in it is random");
    }

    /// <summary>Checks that a reset in the middle of an episode leaves nothing of it behind.</summary>
    internal static void CheckResetForgets(Func<IEnvironment> factory, EnvironmentCheckOptions options) =>
        RequireEqual(
            factory,
            Play(factory, options, player => player.Reset(1)),
            Play(factory, options, PlayThenReset),
            "remembers the episode before a reset: a new instance and one that was reset after some steps",
            "Set every field in Reset");

    /// <summary>Checks that steps of one instance do not show in another one.</summary>
    internal static void CheckInstancesAreIndependent(Func<IEnvironment> factory, EnvironmentCheckOptions options)
    {
        using IEnvironment disturber = Create(factory);
        var disturbing = new EnvironmentPlayer(disturber, options, Seed + 1);
        disturbing.Reset(2);
        RequireEqual(
            factory,
            Play(factory, options, player => player.Reset(1)),
            Play(factory, options, player => player.Reset(1), () => disturbing.PlaySteps(stream: null, 1)),
            "is not independent of other instances: an instance alone and one beside another that was stepped in between",
            "Keep no static or shared mutable state; instances run on different threads at the same time");
    }

    /// <summary>Checks that a saved episode goes on in another instance with the same bits, where the environment can be saved.</summary>
    internal static void CheckTakingUp(Func<IEnvironment> factory, EnvironmentCheckOptions options)
    {
        for (int savedAfter = 0; savedAfter < ComparedSteps; savedAfter = (3 * savedAfter) + 1)
        {
            using IEnvironment first = Create(factory);
            using IEnvironment second = Create(factory);
            if (first is not IResumableEnvironment { StateLength: not null })
            {
                return;
            }

            var player = new EnvironmentPlayer(first, options, Seed);
            var resumed = new EnvironmentPlayer(second, options, Seed + 1);
            resumed.PlaySteps(2, ComparedSteps / 2);
            player.Reset(1);
            while (player.Step < savedAfter && !player.IsEnded)
            {
                player.Advance();
            }

            resumed.TakeUp(player);
            while (!player.IsEnded && player.Step < savedAfter + ComparedSteps)
            {
                bool isSame = player.Advance() == resumed.Advance() && player.Observation.AsSpan().SequenceEqual(resumed.Observation);
                Require(
                    isSame,
                    player.Spec,
                    $"went on differently in step {player.Step} after its state was saved in step {savedAfter} and restored in another instance",
                    "Save everything on which later steps depend, and restore all of it");
            }
        }
    }

    /// <summary>Checks that steps do not allocate managed memory once warm.</summary>
    internal static void CheckAllocations(Func<IEnvironment> factory, EnvironmentCheckOptions options)
    {
        if (!options.IsAllocationFree)
        {
            return;
        }

        using IEnvironment environment = Create(factory);
        var player = new EnvironmentPlayer(environment, options, Seed);
        player.PlaySteps(1, ComparedSteps);

        // The same steps again, so that every path that they take is warm.
        long before = player.AllocatedBytes;
        player.PlaySteps(1, ComparedSteps);
        long allocated = player.AllocatedBytes - before;
        Require(
            allocated == 0,
            environment.Spec,
            $"allocated {allocated} bytes of managed memory in {ComparedSteps} steps",
            "Make arrays once in the constructor, or set IsAllocationFree to false to live with the garbage collector's pauses");
    }

    /// <summary>Checks that an environment can be disposed without ever having run, and twice.</summary>
    internal static void CheckDispose(Func<IEnvironment> factory)
    {
        IEnvironment environment = Create(factory);
        environment.Dispose();
        environment.Dispose();
    }

    private static void PlayThenReset(EnvironmentPlayer player)
    {
        player.PlaySteps(3, ComparedSteps / 2);
        player.Reset(1);
    }

    private static float[] Play(
        Func<IEnvironment> factory,
        EnvironmentCheckOptions options,
        Action<EnvironmentPlayer> start,
        Action? between = null)
    {
        using IEnvironment environment = Create(factory);
        var player = new EnvironmentPlayer(environment, options, Seed);
        start(player);
        List<float> trace = [.. player.Observation];
        for (bool ended = false; !ended && player.Step < Math.Min(ComparedSteps, environment.Spec.MaxEpisodeSteps);)
        {
            between?.Invoke();
            StepResult result = player.Advance();
            trace.AddRange(player.Observation);
            trace.AddRange([result.Reward, result.Terminated ? 1 : 0, result.Truncated ? 1 : 0, result.Succeeded ? 1 : 0]);
            ended = result.Terminated || result.Truncated;
        }

        return [.. trace];
    }

    private static void RequireEqual(Func<IEnvironment> factory, float[] expected, float[] actual, string what, string cure)
    {
        int equal = expected.AsSpan().CommonPrefixLength(actual);
        if (equal == expected.Length && equal == actual.Length)
        {
            return;
        }

        using IEnvironment environment = Create(factory);
        int dimension = environment.Spec.ObservationDimension;
        int step = equal < dimension ? 0 : 1 + ((equal - dimension) / (dimension + 4));
        Require(false, environment.Spec, $"{what} differ from step {step} on", cure);
    }

    private static void CheckObservation(EnvironmentPlayer player, string when)
    {
        int wrong = Array.FindIndex(player.Observation, value => !float.IsFinite(value));
        Require(
            wrong < 0,
            player.Spec,
            $"left feature {wrong} of the observation unwritten or not finite after {when}",
            "Write every feature with a finite number, at every reset and step");
    }

    private static IEnvironment Create(Func<IEnvironment> factory) =>
        factory() ?? throw new EnvironmentFaultException("The factory returned null. Return a new environment per call.");

    private static void Require(bool holds, EnvironmentSpec spec, string what, string cure)
    {
        if (!holds)
        {
            throw new EnvironmentFaultException($"The environment '{spec.Name}' {what}. {cure}.");
        }
    }
}

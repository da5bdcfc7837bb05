using System.Numerics.Tensors;

namespace ReinFlow.Environments;

/// <summary>The checks at the borders of a <see cref="VectorEnvironment"/>, each with one clear error.</summary>
internal static class VectorEnvironmentGuard
{
    /// <summary>Checks the options, all of them.</summary>
    public static void Options(VectorEnvironmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.ObservationHistory);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.ExecutedSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
    }

    /// <summary>Checks that a specification can be run and normalised.</summary>
    public static void Spec(EnvironmentSpec spec, Normalization? normalization)
    {
        if (spec.ObservationDimension < 1 || spec.ActionDimension < 1 || spec.MaxEpisodeSteps < 1)
        {
            throw new ArgumentException(
                $"The environment '{spec.Name}' states {spec.ObservationDimension} observation features, {spec.ActionDimension} action " +
                $"components and {spec.MaxEpisodeSteps} steps per episode; each must be at least 1. Correct its Spec.");
        }

        if (normalization is not null)
        {
            Range("observation", spec.Name, spec.ObservationDimension, normalization.ObservationMinimum, normalization.ObservationMaximum);
            Range("action", spec.Name, spec.ActionDimension, normalization.ActionMinimum, normalization.ActionMaximum);
        }
    }

    /// <summary>Checks a block of action chunks, of shape [E, Te, Da].</summary>
    public static void Actions(ReadOnlySpan<float> actions, int count, int executedSteps, int actionDimension)
    {
        int perEnvironment = executedSteps * actionDimension;
        if (actions.Length != count * perEnvironment)
        {
            throw new ArgumentException(
                $"Expected actions of shape [{count}, {executedSteps}, {actionDimension}], {count * perEnvironment} numbers, " +
                $"but got {actions.Length}.",
                nameof(actions));
        }

        if (!TensorPrimitives.IsFiniteAll(actions))
        {
            int i = FirstNonFinite(actions);
            throw new ArgumentException(
                $"The action for environment {i / perEnvironment} is {actions[i]} in component {i % actionDimension} of executed step " +
                $"{i % perEnvironment / actionDimension}. Actions must be finite: look for divergence in the policy that computed it.",
                nameof(actions));
        }
    }

    /// <summary>Checks that saved episodes fit the environments.</summary>
    public static void State(VectorEnvironmentState state, (int Count, int ObservationSize, int? StateLength) sizes, EnvironmentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (sizes.StateLength is not { } length)
        {
            throw new NotSupportedException(
                $"The environment '{spec.Name}' cannot take up saved episodes. Begin new ones, or let it implement {nameof(IResumableEnvironment)}.");
        }

        (int count, int history) = (sizes.Count, sizes.ObservationSize);
        if ((state.Steps.Length, state.Histories.Length, state.Environments.Length) != (count, count * history, count * length))
        {
            throw new ArgumentException(
                $"The saved episodes are those of {state.Steps.Length} environments with {state.Histories.Length} observed numbers and " +
                $"{state.Environments.Length} of their own state; '{spec.Name}' has {count}, {count * history} and {count * length}. " +
                "Resume with the environments of the saved run.",
                nameof(state));
        }
    }

    /// <summary>Checks that an outcome fits the environments.</summary>
    public static void Outcome(VectorOutcome outcome, int count, int observationSize)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome.Rewards.Length != count || outcome.FinalObservations.Length != count * observationSize)
        {
            throw new ArgumentException(
                $"The outcome was made for {outcome.Rewards.Length} environments and {outcome.FinalObservations.Length} final " +
                $"observation numbers; these are {count} environments with {observationSize} each. " +
                $"Make it as new VectorOutcome({count}, {observationSize}).",
                nameof(outcome));
        }
    }

    /// <summary>Finds the first number that is not finite.</summary>
    public static int FirstNonFinite(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static void Range(string quantity, string name, int dimension, float[] minimum, float[] maximum)
    {
        if (minimum.Length != dimension || maximum.Length != dimension)
        {
            throw new ArgumentException(
                $"The normalization has {minimum.Length} minima and {maximum.Length} maxima for the {quantity}, but '{name}' has " +
                $"{dimension} {quantity} components. Use the normalization of demonstrations of this environment.");
        }

        for (int i = 0; i < dimension; i++)
        {
            // Written so that not-a-number fails too.
            if (!(minimum[i] <= maximum[i]) || !float.IsFinite(maximum[i] - minimum[i]))
            {
                throw new ArgumentException(
                    $"The normalization of {quantity} component {i} of '{name}' spans [{minimum[i]}, {maximum[i]}]; " +
                    "it must be finite and ordered.");
            }
        }
    }
}

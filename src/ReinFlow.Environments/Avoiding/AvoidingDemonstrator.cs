using System.Numerics;

namespace ReinFlow.Environments;

/// <summary>Demonstrates <see cref="Avoiding"/> along a random one of the 24 routes, as well or badly as wanted.</summary>
/// <remarks>
/// It heads in straight lines for the entrance and the exit of the chosen passage of each row and then for the goal line, at full speed.
/// Lack of skill shows in two ways: the aim at a passage is off by a normal error with a standard deviation of
/// 3 mm + <c>(1 − skill)</c> · 50 mm (a passage leaves 35 mm to either side), and every action jitters with a standard deviation of
/// 0.5 mm + <c>(1 − skill)</c> · 2 mm.
/// </remarks>
public sealed class AvoidingDemonstrator
{
    private const float SteadyAim = 0.003f;
    private const float UnskilledAim = 0.05f;
    private const float SteadyHand = 0.0005f;
    private const float UnskilledHand = 0.002f;

    // Outside the obstacles' reach, so that moving sideways between two rows touches nothing.
    private const float RowMargin = 0.05f;

    private readonly float _aim;
    private readonly float _hand;

    /// <summary>Initializes a new instance of the <see cref="AvoidingDemonstrator"/> class.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">The skill lies outside [0, 1].</exception>
    public AvoidingDemonstrator(AvoidingDemonstratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Skill is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Skill, "The skill must lie in [0, 1].");
        }

        float clumsiness = (float)(1 - options.Skill);
        _aim = SteadyAim + (UnskilledAim * clumsiness);
        _hand = SteadyHand + (UnskilledHand * clumsiness);
    }

    /// <summary>Plays episodes and records them, failures included.</summary>
    /// <param name="episodes">The number of episodes.</param>
    /// <param name="random">The source; episode n depends on <c>random.Split(n)</c> only.</param>
    /// <returns>The episodes, in order.</returns>
    public EpisodeRecording Record(int episodes, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(episodes);
        ArgumentNullException.ThrowIfNull(random);

        using var environment = new RecordingEnvironment(new Avoiding());
        for (int episode = 0; episode < episodes; episode++)
        {
            RandomSource stream = random.Split(episode);
            var route = AvoidingRoute.FromIndex(stream.NextInt32(AvoidingRoute.Count));
            Play(environment, route, stream);
        }

        return environment.TakeRecording();
    }

    private void Play(RecordingEnvironment environment, AvoidingRoute route, RandomSource random)
    {
        Vector2[] waypoints = Plan(route, random);
        Span<float> observation = stackalloc float[4];
        Span<float> action = stackalloc float[2];
        environment.Reset(random.Split("start"), new ObservationBuffer(observation));
        bool ended = false;
        for (int step = 0, next = 0; !ended && step < environment.Spec.MaxEpisodeSteps; step++)
        {
            Vector2 way = waypoints[next] - new Vector2(observation[0], observation[1]);
            float distance = Math.Max(Math.Abs(way.X), Math.Abs(way.Y));
            if (distance > Avoiding.StepLimit)
            {
                way *= Avoiding.StepLimit / distance;
            }
            else if (next + 1 < waypoints.Length)
            {
                next++;
            }

            action[0] = Math.Clamp(way.X + (_hand * random.NextGaussian()), -Avoiding.StepLimit, Avoiding.StepLimit);
            action[1] = Math.Clamp(way.Y + (_hand * random.NextGaussian()), -Avoiding.StepLimit, Avoiding.StepLimit);
            ended = environment.Step(action, new ObservationBuffer(observation)).Terminated;
        }

        environment.EndEpisode();
    }

    private Vector2[] Plan(AvoidingRoute route, RandomSource random)
    {
        ReadOnlySpan<int> passages = [route.First, route.Second, route.Third];
        var waypoints = new Vector2[(2 * AvoidingField.Rows) + 1];
        var margin = new Vector2(0, RowMargin);
        for (int row = 0; row < AvoidingField.Rows; row++)
        {
            Vector2 target = AvoidingField.Passage(row, passages[row]) + new Vector2(_aim * random.NextGaussian(), 0);
            waypoints[2 * row] = target - margin;
            waypoints[(2 * row) + 1] = target + margin;
        }

        // Beyond the line, because the actual position lags behind the desired one.
        waypoints[^1] = new Vector2(waypoints[^2].X, AvoidingField.GoalLine + RowMargin);
        return waypoints;
    }
}

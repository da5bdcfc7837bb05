namespace ReinFlow.Environments.Tests;

/// <summary>Observes [episode, step, a random number of the reset] and returns what a script says.</summary>
internal sealed class ScriptedEnvironment(Func<int, int, StepResult> script, int maxEpisodeSteps = 100) : IEnvironment
{
    private float _draw;

    public EnvironmentSpec Spec { get; init; } = new("Scripted", 3, 2, maxEpisodeSteps, "the script says so");

    public int Episode { get; private set; }

    public int Step { get; private set; }

    public bool Disposed { get; private set; }

    public List<float[]> Actions { get; } = [];

    public void Reset(RandomSource random, ObservationBuffer observation)
    {
        Episode++;
        Step = 0;
        _draw = random.NextSingle();
        Write(observation);
    }

    StepResult IEnvironment.Step(ReadOnlySpan<float> action, ObservationBuffer observation)
    {
        Step++;
        Actions.Add(action.ToArray());
        StepResult result = script(Episode, Step);
        Write(observation);
        return result;
    }

    public void Dispose() => Disposed = true;

    private void Write(ObservationBuffer observation) =>
        (observation.State[0], observation.State[1], observation.State[2]) = (Episode, Step, _draw);
}

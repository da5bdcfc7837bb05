using ReinFlow.Environments;

namespace ReinFlow.Tests.Runs;

/// <summary>Avoiding that reports every step; whether its episodes can be saved is a matter of the derived class.</summary>
internal class ForgetfulAvoiding(Action? onStep = null) : IEnvironment
{
    protected Avoiding Inner { get; } = new();

    public EnvironmentSpec Spec => Inner.Spec;

    public void Reset(RandomSource random, ObservationBuffer observation) => Inner.Reset(random, observation);

    public StepResult Step(ReadOnlySpan<float> action, ObservationBuffer observation)
    {
        onStep?.Invoke();
        return Inner.Step(action, observation);
    }

    public void Dispose() => Inner.Dispose();
}

using ReinFlow.Environments;

namespace ReinFlow.Tests.Runs;

/// <summary>Avoiding that reports every step and saves its episodes.</summary>
internal sealed class CountingAvoiding(Action onStep) : ForgetfulAvoiding(onStep), IResumableEnvironment
{
    public int? StateLength => Inner.StateLength;

    public void SaveState(Span<double> state) => Inner.SaveState(state);

    public void RestoreState(ReadOnlySpan<double> state, RandomSource random) => Inner.RestoreState(state, random);
}

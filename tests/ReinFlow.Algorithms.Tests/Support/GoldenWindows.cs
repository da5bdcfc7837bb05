using ReinFlow.Demonstrations;
using ReinFlow.Golden;

namespace ReinFlow.Algorithms.Tests;

/// <summary>The minibatch of a golden imitation case.</summary>
internal sealed class GoldenWindows(GoldenCase golden) : IDemonstrations
{
    private readonly float[] _observations = golden.Input("state");
    private readonly float[] _actions = golden.Input("actions");

    public int Count => _observations.Length / ObservationDimension;

    public int ObservationHistory => 1;

    public int ObservationDimension => 11;

    public int Horizon => 4;

    public int ActionDimension => 3;

    public void Gather(ReadOnlySpan<int> windows, Span<float> observations, Span<float> actions)
    {
        for (int i = 0; i < windows.Length; i++)
        {
            _observations.AsSpan(windows[i] * 11, 11).CopyTo(observations[(i * 11)..]);
            _actions.AsSpan(windows[i] * 12, 12).CopyTo(actions[(i * 12)..]);
        }
    }
}

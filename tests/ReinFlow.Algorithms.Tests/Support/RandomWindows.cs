using ReinFlow.Demonstrations;

namespace ReinFlow.Algorithms.Tests;

/// <summary>Windows whose actions are twice the observation: something to imitate.</summary>
internal sealed class RandomWindows(int count, ulong seed) : IDemonstrations
{
    public int Count => count;

    public int ObservationHistory => 1;

    public int ObservationDimension => 2;

    public int Horizon => 2;

    public int ActionDimension => 2;

    public void Gather(ReadOnlySpan<int> windows, Span<float> observations, Span<float> actions)
    {
        for (int i = 0; i < windows.Length; i++)
        {
            var random = new RandomSource(seed).Split(windows[i]);
            Span<float> observation = observations.Slice(i * 2, 2);
            (observation[0], observation[1]) = (random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
            for (int j = 0; j < 4; j++)
            {
                actions[(i * 4) + j] = 2f * observation[j % 2];
            }
        }
    }
}

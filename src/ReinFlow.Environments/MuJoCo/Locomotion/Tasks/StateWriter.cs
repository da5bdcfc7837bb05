namespace ReinFlow.Environments.MuJoCo;

/// <summary>Fills an observation from left to right.</summary>
/// <param name="state">The observation.</param>
internal ref struct StateWriter(Span<float> state)
{
    private Span<float> _rest = state;

    /// <summary>Writes numbers.</summary>
    public void Write(ReadOnlySpan<double> values)
    {
        Span<float> target = _rest[..values.Length];
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (float)values[i];
        }

        _rest = _rest[values.Length..];
    }

    /// <summary>Writes numbers clipped to ±<paramref name="limit"/>.</summary>
    public void WriteClipped(ReadOnlySpan<double> values, double limit)
    {
        Span<float> target = _rest[..values.Length];
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (float)Math.Clamp(values[i], -limit, limit);
        }

        _rest = _rest[values.Length..];
    }

    /// <summary>Writes zeros to the end.</summary>
    public readonly void Fill() => _rest.Clear();
}

namespace ReinFlow.Tensors.Tests.Kernels;

/// <summary>Assertions on single elements of large arrays.</summary>
internal static class Check
{
    /// <summary>Asserts that an element lies within a distance of what is expected.</summary>
    public static void Close(float actual, double expected, double tolerance, params ReadOnlySpan<int> position)
    {
        // A constraint for each of a million elements would take minutes.
        if (!(Math.Abs(actual - expected) <= tolerance))
        {
            Assert.That(actual, Is.EqualTo(expected).Within(tolerance), $"element {string.Join(", ", position.ToArray())}");
        }
    }
}

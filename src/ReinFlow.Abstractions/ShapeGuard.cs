using System.Globalization;
using System.Runtime.CompilerServices;
using ReinFlow.Tensors;

namespace ReinFlow;

/// <summary>Rejects tensors of the wrong shape before they can broadcast silently.</summary>
public static class ShapeGuard
{
    /// <summary>Marks an axis whose length is not checked.</summary>
    public const int Any = -1;

    /// <summary>Throws unless a tensor has the expected shape.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="expected">The expected length of each axis, or <see cref="Any"/>.</param>
    /// <param name="parameterName">The name that the exception reports; filled in by the compiler.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Require(
        Tensor tensor,
        ReadOnlySpan<int> expected,
        [CallerArgumentExpression(nameof(tensor))] string? parameterName = null)
    {
        ArgumentNullException.ThrowIfNull(tensor, parameterName);

        bool matches = tensor.Shape.Rank == expected.Length;
        for (int axis = 0; matches && axis < expected.Length; axis++)
        {
            matches = expected[axis] == Any || expected[axis] == tensor.Shape[axis];
        }

        if (!matches)
        {
            throw new ArgumentException($"Expected shape {Format(expected)} but got {tensor.Shape}.", parameterName);
        }
    }

    private static string Format(ReadOnlySpan<int> shape)
    {
        string[] parts = new string[shape.Length];
        for (int axis = 0; axis < parts.Length; axis++)
        {
            parts[axis] = shape[axis] == Any ? "*" : shape[axis].ToString(CultureInfo.InvariantCulture);
        }

        return $"[{string.Join(", ", parts)}]";
    }
}

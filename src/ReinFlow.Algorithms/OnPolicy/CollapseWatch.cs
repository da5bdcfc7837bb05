using System.Globalization;
using ReinFlow.FineTuning;
using ReinFlow.Policies;

namespace ReinFlow.Algorithms;

/// <summary>Notices a policy that is about to stop learning, and says what helps.</summary>
/// <remarks>A sign counts when it shows in several iterations in a row, and is said once until it has been absent for as many.</remarks>
internal sealed class CollapseWatch
{
    /// <summary>The iterations in a row after which a sign counts, and after which it has passed.</summary>
    public const int Patience = 3;

    private const double LargestClipFraction = 0.5;
    private const double LargestLimitedShare = 0.5;

    /// <summary>How near to a bound, as a share of the range, the mean standard deviation is at it.</summary>
    private const double BoundShare = 0.01;

    private readonly int[] _present = new int[4];
    private readonly int[] _absent = new int[4];
    private readonly bool[] _said = new bool[4];

    /// <summary>Looks at an iteration whose update trained the policy.</summary>
    /// <param name="update">What the update did.</param>
    /// <param name="bounds">The bounds of the injected noise, or <see langword="null"/>.</param>
    /// <returns>What is new.</returns>
    public IReadOnlyList<string> Check(UpdateStatistics update, NoiseBounds? bounds)
    {
        double place = bounds is { } range && range.Maximum > range.Minimum ? (update.NoiseDeviation - range.Minimum) / (range.Maximum - range.Minimum) : 0.5;
        (bool Shows, Func<string> Say)[] signs =
        [
            (update.ClipFraction > LargestClipFraction, () => Text(
                $"{update.ClipFraction:P0} of the probability ratios leave the clip range, so most samples teach nothing: the policy moves too far in an iteration. Lower policyLearningRate or epochs, or set targetKl.")),
            (update.LimitedDensityShare > LargestLimitedShare, () => Text(
                $"{update.LimitedDensityShare:P0} of the log-densities lie beyond their limits, where they have no gradient. Raise the smallest standard deviation of the noise, or widen minimumLogDensity and maximumLogDensity.")),
            (place < BoundShare, () => Text(
                $"The injected noise has shrunk to its lower bound ({update.NoiseDeviation:G3} of at least {bounds!.Value.Minimum:G3}): the policy hardly explores any more. Raise entropyCoefficient or the lower bound.")),
            (place > 1 - BoundShare, () => Text(
                $"The injected noise is at its upper bound ({update.NoiseDeviation:G3} of at most {bounds!.Value.Maximum:G3}): the noise net would like more, or has nothing to learn from. Raise the upper bound or lower entropyCoefficient.")),
        ];
        var warnings = new List<string>();
        for (int i = 0; i < signs.Length; i++)
        {
            if (IsNew(i, signs[i].Shows))
            {
                warnings.Add(signs[i].Say());
            }
        }

        return warnings;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private bool IsNew(int sign, bool shows)
    {
        _present[sign] = shows ? _present[sign] + 1 : 0;
        _absent[sign] = shows ? 0 : _absent[sign] + 1;
        _said[sign] &= _absent[sign] < Patience;
        bool isNew = !_said[sign] && _present[sign] >= Patience;
        _said[sign] |= isNew;
        return isNew;
    }
}

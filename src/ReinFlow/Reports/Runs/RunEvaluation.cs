namespace ReinFlow.Reports;

/// <summary>One evaluation of a run.</summary>
/// <param name="After">The number of completed iterations or epochs.</param>
/// <param name="Return">The mean undiscounted return.</param>
/// <param name="Deviation">The standard deviation over the episodes, or NaN.</param>
/// <param name="Success">The share of successes, 0 to 1, or NaN.</param>
/// <param name="Episodes">The number of episodes, or NaN.</param>
internal sealed record RunEvaluation(double After, double Return, double Deviation, double Success, double Episodes);

namespace ReinFlow.Algorithms;

/// <summary>When a run is evaluated, and for how long.</summary>
/// <param name="Iterations">The iterations of the run; the last one is always evaluated.</param>
/// <param name="Every">The iterations between two evaluations; 0 for none.</param>
/// <param name="Episodes">The episodes of one evaluation.</param>
/// <param name="Decisions">The decisions after which an evaluation ends in any case, or <see langword="null"/> for as many as its episodes take.</param>
internal readonly record struct EvaluationPlan(int Iterations, int Every, int Episodes, int? Decisions);

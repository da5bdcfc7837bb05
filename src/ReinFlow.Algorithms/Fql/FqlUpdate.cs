using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>One update of FQL on batches of one size.</summary>
/// <remarks>
/// What needs no gradient of parameters (targets, the flow's actions, the critic's slope) is computed by blocks of rows. The losses after it
/// concern disjoint parameters: every member of the critic, the flow, the one-step policy. So they are differentiated side by side
/// straight into the gradients of their parameters, each by one thread in one order: the bits do not depend on the number of threads.
/// </remarks>
internal sealed class FqlUpdate : IDisposable
{
    /// <summary>Enough rows for the packed weights to pay, few enough for four threads.</summary>
    private const int BlockRows = 64;

    /// <summary>The rows of a loss that are differentiated at once.</summary>
    private const int LossRows = 256;

    private readonly FqlModel _model;
    private readonly FqlOptions _options;
    private readonly FqlTargets _targets;
    private readonly FqlGuide _guide;
    private readonly FqlLosses _losses;
    private readonly MicroBatchPlan _blocks;
    private readonly MicroBatchPlan _lossBlocks;
    private readonly int _members;
    private readonly Func<MicroBatch, Tensor> _policyLoss;
    private readonly Func<MicroBatch, Tensor> _flowLoss;
    private readonly Func<MicroBatch, Tensor>[] _memberLosses;
    private readonly (Action<int> Joint, Action<int> Losses, Action<int> Prepare, Action<int> Members, Action<int> Values) _stages;
    private TransitionBatch? _batch;
    private float _slopeFactor;

    public FqlUpdate(FqlModel model, FqlOptions options, int samples)
    {
        (_model, _options, Samples) = (model, options, samples);
        _blocks = new MicroBatchPlan(samples, Math.Min(samples, BlockRows));
        _lossBlocks = new MicroBatchPlan(samples, Math.Min(samples, LossRows));
        Draws = new FqlDraws(samples, model.Parts.Policy.ActionChunk.Size);
        _targets = new FqlTargets(model, options.TargetReduction, samples);
        _guide = new FqlGuide(model, _blocks);
        _losses = new FqlLosses(model, options, _targets, _guide);
        _members = model.Parts.Critic.Members;

        // Made once, so that an update allocates none.
        _memberLosses = [.. Enumerable.Range(0, _members).Select(member => (Func<MicroBatch, Tensor>)(rows => _losses.OfMember(_batch!, rows, member)))];
        _flowLoss = rows => _losses.OfFlow(_batch!, rows);
        _policyLoss = rows => _losses.OfPolicy(_batch!, Draws, rows, _slopeFactor);
        _stages = (PrepareAll, DifferentiateAll, PrepareOrDifferentiateFlow, DifferentiateMember, ComputeValues);
    }

    public static string[] MetricNames { get; } = ["critic_loss", "flow_loss", "distillation_loss", "value_term", "mean_value"];

    public int Samples { get; }

    public FqlDraws Draws { get; }

    public FqlLosses Losses => _losses;

    public FqlTargets Targets => _targets;

    public FqlGuide Guide => _guide;

    public void Run(TransitionBatch batch, UpdateMetrics metrics)
    {
        if (_options.UpdateOrder == FqlUpdateOrder.Joint)
        {
            RunJoint(batch, metrics);
        }
        else
        {
            RunSequential(batch, metrics);
        }
    }

    /// <summary>Computes the gradients of all losses at the present parameters.</summary>
    public void Differentiate(TransitionBatch batch)
    {
        _batch = batch;
        _model.Critic.ClearGradients();
        _model.Policies.ClearGradients();
        _guide.BeginValues();
        _model.Engine.ForEach(_blocks.Count, _stages.Joint);
        _guide.EndValues();
        _slopeFactor = _losses.BeginPolicy();
        _model.Engine.ForEach(_members + 2, _stages.Losses);
    }

    /// <summary>Moves the target critic towards the critic.</summary>
    public void MoveTarget() => _model.Target.Follow(_options.TargetRate);

    public void Dispose() => _guide.Dispose();

    private void RunJoint(TransitionBatch batch, UpdateMetrics metrics)
    {
        Differentiate(batch);
        ReportCritic(metrics);
        ReportPolicies(metrics);
        MoveTarget();
        _model.CriticOptimizer.StepUnmeasured(_options.CriticLearningRate);
        _model.PolicyOptimizer.StepUnmeasured(_options.PolicyLearningRate);
    }

    private void RunSequential(TransitionBatch batch, UpdateMetrics metrics)
    {
        _batch = batch;
        DifferentiateCritic();
        ReportCritic(metrics);
        _model.CriticOptimizer.StepUnmeasured(_options.CriticLearningRate);
        MoveTarget();
        DifferentiatePolicy();
        ReportPolicies(metrics);
        _model.PolicyOptimizer.StepUnmeasured(_options.PolicyLearningRate);
    }

    /// <summary>The critic's gradient, and all of the policies' that does not depend on the new critic.</summary>
    private void DifferentiateCritic()
    {
        _model.Critic.ClearGradients();
        _model.Policies.ClearGradients();
        _model.Engine.ForEach(1 + (2 * _blocks.Count), _stages.Prepare);
        _model.Engine.ForEach(_members, _stages.Members);
    }

    private void DifferentiatePolicy()
    {
        _guide.BeginValues();
        _model.Engine.ForEach(_blocks.Count, _stages.Values);
        _guide.EndValues();
        _slopeFactor = _losses.BeginPolicy();

        // Alone, so it is cut into rows: the flow was differentiated before.
        var plan = new MicroBatchPlan(Samples, Math.Min(Samples, LossRows / 2));
        _model.Engine.AccumulateGradients(plan, [_model.Policies], _policyLoss);
    }

    private void PrepareAll(int block)
    {
        _targets.Compute(_batch!, Draws, _blocks[block]);
        _guide.ComputeTeacher(_batch!, Draws, _blocks[block]);
        _guide.ComputeValues(_batch!, Draws, _blocks[block]);
    }

    private void DifferentiateAll(int index)
    {
        if (index < _members)
        {
            DifferentiateMember(index);
        }
        else if (index == _members)
        {
            DifferentiateFlow();
        }
        else
        {
            for (int i = 0; i < _lossBlocks.Count; i++)
            {
                _model.Engine.Differentiate(_lossBlocks[i], _policyLoss);
            }
        }
    }

    private void PrepareOrDifferentiateFlow(int index)
    {
        // The longest piece first, so that no thread waits for it in the end.
        if (index == 0)
        {
            DifferentiateFlow();
        }
        else if (index <= _blocks.Count)
        {
            _guide.ComputeTeacher(_batch!, Draws, _blocks[index - 1]);
        }
        else
        {
            _targets.Compute(_batch!, Draws, _blocks[index - 1 - _blocks.Count]);
        }
    }

    private void DifferentiateMember(int member)
    {
        _losses.BeginMember(member);
        for (int i = 0; i < _lossBlocks.Count; i++)
        {
            _model.Engine.Differentiate(_lossBlocks[i], _memberLosses[member]);
        }
    }

    private void DifferentiateFlow()
    {
        _losses.BeginFlow();
        for (int i = 0; i < _lossBlocks.Count; i++)
        {
            _model.Engine.Differentiate(_lossBlocks[i], _flowLoss);
        }
    }

    private void ComputeValues(int block) => _guide.ComputeValues(_batch!, Draws, _blocks[block]);

    private void ReportCritic(UpdateMetrics metrics) => metrics.Add(0, _losses.Critic);

    private void ReportPolicies(UpdateMetrics metrics)
    {
        metrics.Add(1, _losses.Flow);
        metrics.Add(2, _losses.Distillation);
        metrics.Add(3, _losses.Value);
        metrics.Add(4, _losses.MeanValue);
    }
}

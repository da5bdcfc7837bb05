using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>
/// What pulls the one-step policy: the flow's action, without gradient, and the slope of the critic at its own action. Both are constants
/// of the policy's loss, so that its one backward pass serves distillation and values alike.
/// </summary>
internal sealed class FqlGuide : IDisposable
{
    private readonly FqlModel _model;
    private readonly ActionChunkSpec _chunk;
    private readonly float[] _actions;
    private readonly Tensor _leaves;
    private readonly Tensor _slopes;
    private readonly Tensor[] _blocks;
    private readonly Func<MicroBatch, Tensor> _valueAt;
    private TransitionBatch? _batch;

    /// <param name="model">The networks.</param>
    /// <param name="plan">The blocks of rows in which it is computed.</param>
    public FqlGuide(FqlModel model, MicroBatchPlan plan)
    {
        _model = model;
        _chunk = model.Parts.Policy.ActionChunk;
        int length = plan.Samples * _chunk.Size;
        _actions = new float[length];
        TeacherActions = new float[length];
        Slopes = new float[length];
        Values = new float[plan.Samples];
        _leaves = model.Engine.CreatePersistent([length]);
        _slopes = model.Engine.CreatePersistent([length]);
        _valueAt = ValueAt;
        _blocks = new Tensor[plan.Count];
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = model.Engine.CreateParameter(_leaves, _slopes, plan[i].Start * _chunk.Size, [plan[i].Count, _chunk.Size]);
        }
    }

    /// <summary>Gets the flow's actions within their bounds, of shape [batch, chunk].</summary>
    public float[] TeacherActions { get; }

    /// <summary>Gets the mean of the critic's members at the limited actions of the one-step policy, of shape [batch].</summary>
    public float[] Values { get; }

    /// <summary>Gets the slopes of <see cref="Values"/> by the actions before they were limited: zero outside the bounds. Of shape [batch, chunk].</summary>
    public float[] Slopes { get; }

    /// <summary>Samples the flow for some rows.</summary>
    public void ComputeTeacher(TransitionBatch batch, FqlDraws draws, MicroBatch rows)
    {
        Tensor noise = Noise(draws, rows).Reshape([rows.Count, 1, _chunk.Horizon, _chunk.ActionDimension]);
        Tensor actions = _model.Parts.Teacher.Sample(batch.Observation(_model.Engine, rows), noise);
        actions.CopyTo(TeacherActions.AsSpan(rows.Start * _chunk.Size, rows.Count * _chunk.Size));
    }

    /// <summary>Forgets the slopes of the last batch.</summary>
    public void BeginValues() => _model.Engine.Clear(_slopes);

    /// <summary>Evaluates and differentiates the critic at the one-step policy's actions for the rows of a block.</summary>
    public void ComputeValues(TransitionBatch batch, FqlDraws draws, MicroBatch rows)
    {
        Span<float> actions = _actions.AsSpan(rows.Start * _chunk.Size, rows.Count * _chunk.Size);
        _model.Parts.Policy.Map(batch.Observation(_model.Engine, rows), Noise(draws, rows)).CopyTo(actions);
        _blocks[rows.Index].CopyFrom(actions);
        _batch = batch;
        _model.Engine.Differentiate(rows, _valueAt);
    }

    /// <summary>Fetches the slopes of all rows.</summary>
    public void EndValues() => _slopes.CopyTo(Slopes);

    public Tensor Noise(FqlDraws draws, MicroBatch rows) => _model.Engine.FromValues(
        draws.Policy.AsSpan(rows.Start * _chunk.Size, rows.Count * _chunk.Size), [rows.Count, _chunk.Size]);

    private Tensor ValueAt(MicroBatch rows)
    {
        Tensor actions = _blocks[rows.Index].Clamp(_chunk.Minimum, _chunk.Maximum);
        Tensor values = _model.ConstantCritic.Values(_batch!.Observation(_model.Engine, rows), actions).Mean(0);
        values.CopyTo(Values.AsSpan(rows.Start, rows.Count));
        return values.Sum();
    }

    public void Dispose()
    {
        _leaves.Dispose();
        _slopes.Dispose();
    }
}

using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The losses of FQL whose gradients go to parameters; what they compare with was computed before.</summary>
internal sealed class FqlLosses
{
    private readonly FqlModel _model;
    private readonly FqlOptions _options;
    private readonly FqlTargets _targets;
    private readonly FqlGuide _guide;
    private readonly double[] _members;
    private readonly double[] _distances;

    public FqlLosses(FqlModel model, FqlOptions options, FqlTargets targets, FqlGuide guide)
    {
        (_model, _options, _targets, _guide) = (model, options, targets, guide);
        _members = new double[model.Parts.Critic.Members];
        _distances = new double[targets.Values.Length];
    }

    /// <summary>Gets the loss of all members of the critic.</summary>
    public double Critic => _members.Sum();

    /// <summary>Gets the flow's imitation loss.</summary>
    public double Flow { get; private set; }

    /// <summary>Gets the mean squared distance of the one-step policy from the flow.</summary>
    public double Distillation => _distances.Sum();

    /// <summary>Gets the value term of the one-step policy.</summary>
    public double Value { get; private set; }

    /// <summary>Gets the mean of the critic at the one-step policy's actions.</summary>
    public double MeanValue { get; private set; }

    /// <summary>Forgets a member's loss of the last batch.</summary>
    public void BeginMember(int member) => _members[member] = 0.0;

    /// <summary>Forgets the flow's loss of the last batch.</summary>
    public void BeginFlow() => Flow = 0.0;

    /// <summary>Computes one member's share of the critic's loss.</summary>
    public Tensor OfMember(TransitionBatch batch, MicroBatch rows, int member)
    {
        TensorEngine engine = _model.Engine;
        Tensor values = _model.Parts.Critic.Values(batch.Observation(engine, rows), batch.Action(engine, rows), [member]);
        Tensor targets = engine.FromValues(_targets.Values.AsSpan(rows.Start, rows.Count), [1, rows.Count]);
        float scale = _options.CriticLoss == CriticLossScale.Mean ? 1f / (batch.Size * _members.Length) : 1f / batch.Size;
        Tensor loss = (values - targets).Square().Sum() * scale;
        _members[member] += loss.ToSingle();
        return loss;
    }

    /// <summary>Computes the flow's imitation loss.</summary>
    public Tensor OfFlow(TransitionBatch batch, MicroBatch rows)
    {
        ActionChunkSpec chunk = _model.Parts.Policy.ActionChunk;
        Tensor actions = batch.Action(_model.Engine, rows).Reshape([rows.Count, chunk.Horizon, chunk.ActionDimension]);
        Tensor loss = _model.Parts.Imitation.Loss(rows, actions, batch.Observation(_model.Engine, rows));
        Flow += loss.ToSingle();
        return loss;
    }

    /// <summary>Measures the value term over the whole batch, which sets its factor.</summary>
    /// <returns>The factor of every slope.</returns>
    public float BeginPolicy()
    {
        (double sum, double magnitude) = (0.0, 0.0);
        foreach (float value in _guide.Values)
        {
            sum += value;
            magnitude += Math.Abs(value);
        }

        int samples = _guide.Values.Length;
        double factor = _options.NormalizeValues ? samples / magnitude : 1.0;
        MeanValue = sum / samples;
        Value = -MeanValue * factor;
        Array.Clear(_distances);
        return (float)(-factor / samples);
    }

    /// <summary>Computes the one-step policy's share of the loss: α·distillation, and a plane whose slope is that of the value term.</summary>
    public Tensor OfPolicy(TransitionBatch batch, FqlDraws draws, MicroBatch rows, float slopeFactor)
    {
        TensorEngine engine = _model.Engine;
        int size = _model.Parts.Policy.ActionChunk.Size;
        Tensor actions = _model.Parts.Policy.Map(batch.Observation(engine, rows), _guide.Noise(draws, rows));
        Tensor distance = (actions - Rows(_guide.TeacherActions, rows, size)).Square().Sum() * (1f / (batch.Size * size));
        _distances[rows.Index] = distance.ToSingle();
        return (distance * (float)_options.DistillationCoefficient) + ((actions * Rows(_guide.Slopes, rows, size)).Sum() * slopeFactor);
    }

    private Tensor Rows(float[] values, MicroBatch rows, int size) =>
        _model.Engine.FromValues(values.AsSpan(rows.Start * size, rows.Count * size), [rows.Count, size]);
}
